import VigilInference

/// A network that is loaded for the most recent frame size.
///
/// Only one at a time: each has its own weights and buffers.
actor SessionCache {
  typealias Load =
    @Sendable (_ height: Int, _ width: Int) async throws(InferenceError) -> any InferenceSession
  private typealias Loading = Task<Result<any InferenceSession, InferenceError>, Never>

  private let load: Load
  private var held: (height: Int, width: Int, loading: Loading)?

  init(load: @escaping Load) {
    self.load = load
  }

  /// The network for frames of a size; callers that ask while it is loaded wait for the same one.
  func session(height: Int, width: Int) async throws(InferenceError) -> any InferenceSession {
    if let held, held.height == height, held.width == width { return try await held.loading.value.get() }
    let load = load
    let loading = Loading {
      do throws(InferenceError) {
        return .success(try await load(height, width))
      } catch {
        return .failure(error)
      }
    }
    held = (height, width, loading)
    let result = await loading.value
    // A failed load may succeed another time, for example after a full disk.
    if case .failure = result, let held, held.loading == loading { self.held = nil }
    return try result.get()
  }
}
