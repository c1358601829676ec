import Synchronization
import VigilCore
import VigilInference

/// Networks that are loaded for several frame sizes, under a memory limit.
///
/// Each has its own weights and buffers. The least recently used one is released first; those in use are kept, and so is
/// the most recent one, which would only be loaded again.
final class SessionCache: Sendable {
  /// The size assumed if the engine does not report one.
  static let unknownBytes = 128 << 20

  typealias Load =
    @Sendable (_ height: Int, _ width: Int) async throws(InferenceError) -> any InferenceSession
  private typealias Loading = Task<Result<any InferenceSession, InferenceError>, Never>

  /// The size of whole frames.
  struct Size: Hashable, Sendable {
    var height, width: Int
  }

  private struct Entry {
    var loading: Loading
    var uses = 0
    var lastUse = 0
    /// nil until it is loaded.
    var bytes: Int?
  }

  private struct State {
    var entries: [Size: Entry] = [:]
    var uses = 0
  }

  private let state = Mutex(State())
  private let byteLimit: Int
  private let load: Load

  init(byteLimit: Int, load: @escaping Load) {
    self.byteLimit = byteLimit
    self.load = load
  }

  /// Borrows the network for frames of a size until `giveBack`; callers that ask while it is loaded wait for the same one.
  func take(_ size: Size) async throws(InferenceError) -> any InferenceSession {
    let loading = state.withLock { state -> Loading in
      var entry = state.entries[size] ?? Entry(loading: startLoading(size))
      state.uses += 1
      entry.uses += 1
      entry.lastUse = state.uses
      state.entries[size] = entry
      return entry.loading
    }
    switch await loading.value {
    case .failure(let error):
      // A failed load may succeed another time, for example after a full disk.
      state.withLock { if $0.entries[size]?.loading == loading { $0.entries[size] = nil } }
      throw error
    case .success(let session):
      let known = session.memory.reduce(0) { $0 + $1.bytes }
      let freed = state.withLock { state in
        state.entries[size]?.bytes = known > 0 ? known : Self.unknownBytes
        return trim(&state)
      }
      // Networks are freed here, outside the lock.
      withExtendedLifetime(freed) {}
      return session
    }
  }

  /// Returns a borrowed network.
  func giveBack(_ size: Size) {
    let freed = state.withLock { state in
      state.entries[size]?.uses -= 1
      return trim(&state)
    }
    withExtendedLifetime(freed) {}
  }

  private func startLoading(_ size: Size) -> Loading {
    let load = load
    return Loading {
      do throws(InferenceError) {
        return .success(try await load(size.height, size.width))
      } catch {
        return .failure(error)
      }
    }
  }

  /// Removes networks until the rest fit.
  private func trim(_ state: inout State) -> [Loading] {
    var freed: [Loading] = []
    while state.entries.values.reduce(0, { $0 + ($1.bytes ?? 0) }) > byteLimit {
      let oldest = state.entries.filter { $0.value.uses == 0 && $0.value.lastUse < state.uses }
        .min { $0.value.lastUse < $1.value.lastUse }
      guard let oldest else { break }
      freed.append(oldest.value.loading)
      state.entries[oldest.key] = nil
    }
    return freed
  }
}
