import VigilInference

/// A network that is loaded for frames of the size that came last.
///
/// One at a time: each has weights and buffers of its own.
actor SessionCache {
  typealias Load =
    @Sendable (_ height: Int, _ width: Int) async throws(InferenceError) -> any InferenceSession
  private typealias Loading = Task<Result<any InferenceSession, InferenceError>, Never>

  private let load: Load
  private var held: (height: Int, width: Int, loading: Loading)?

  init(load: @escaping Load) {
    self.load = load
  }

  /// The network for frames of a size; all who ask while it is loaded wait for the same one.
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
    // What failed may succeed another time, as when a disk was full.
    if case .failure = result, let held, held.loading == loading { self.held = nil }
    return try result.get()
  }
}
