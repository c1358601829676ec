import Synchronization
import VigilCore
package import VigilInference

/// The size of whole frames.
struct FrameSize: Hashable, Sendable {
  var height, width: Int
}

/// The sessions of all networks for whole frames in a process, each loaded for one frame size, under one memory limit.
///
/// Each session has its own weights and buffers. The least recently used one is released first; those in use are kept, and so
/// is the most recent one, which would only be loaded again.
package final class SessionCache: Sendable {
  /// What the weights are assumed to take if the engine does not report them, in bytes.
  static let unknownBytes = 128 << 20

  private typealias Loading = SharedResult<any InferenceSession>

  private struct Key: Hashable {
    var network: ObjectIdentifier
    var size: FrameSize
  }

  private struct Entry {
    var loading: Loading
    var uses = 0
    var lastUse = 0
    /// nil until it is loaded.
    var bytes: Int?
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    var uses = 0
  }

  private let state = Mutex(State())
  private let byteLimit: Int
  private let queue: LoadingQueue

  /// Makes an empty cache.
  ///
  /// - Parameters:
  ///   - byteLimit: The memory that all sessions may hold together, in bytes.
  ///   - queue: Where sessions are loaded, one after another with whatever else is loaded there.
  package init(byteLimit: Int, queue: LoadingQueue = LoadingQueue()) {
    self.byteLimit = byteLimit
    self.queue = queue
  }

  /// What all sessions hold that are loaded, in bytes.
  package var bytes: Int { state.withLock { Self.bytes($0) } }

  /// Borrows the session of a network for frames of a size until `giveBack`; all who ask while it is loaded wait for the same
  /// one.
  ///
  /// - Throws: the error of the load, or `CancellationError`; then nothing is borrowed.
  func take(_ size: FrameSize, of network: WholeFrameNetwork) async throws -> any InferenceSession {
    let key = Key(network: ObjectIdentifier(network), size: size)
    let loading = state.withLock { state in
      var entry = state.entries[key] ?? Entry(loading: startLoading(key, network.load))
      state.uses += 1
      entry.uses += 1
      entry.lastUse = state.uses
      state.entries[key] = entry
      return entry.loading
    }
    do {
      return try await loading.value()
    } catch {
      // The load may go on for others, or for whoever asks next.
      release(key, of: loading)
      throw error
    }
  }

  /// Returns a borrowed session.
  func giveBack(_ size: FrameSize, of network: WholeFrameNetwork) {
    release(Key(network: ObjectIdentifier(network), size: size))
  }

  /// Releases all sessions of a network that nobody uses any more.
  func forget(_ network: ObjectIdentifier) {
    change { state in
      let keys = state.entries.keys.filter { $0.network == network }
      return keys.compactMap { state.entries.removeValue(forKey: $0)?.loading }
    }
  }

  private func startLoading(_ key: Key, _ load: @escaping WholeFrameNetwork.Load) -> Loading {
    let loading = Loading()
    queue.add {
      let result: Result<any InferenceSession, any Error>
      do throws(InferenceError) {
        result = .success(try await load(key.size.height, key.size.width))
      } catch {
        result = .failure(error)
      }
      self.settle(key, loading, result)
      loading.finish(result)
    }
    return loading
  }

  /// Notes how a load ended.
  private func settle(_ key: Key, _ loading: Loading, _ result: Result<any InferenceSession, any Error>) {
    change { state in
      guard state.entries[key]?.loading === loading else { return [] }
      switch result {
      case .success(let session):
        state.entries[key]?.bytes = Self.bytes(session)
        return trim(&state)
      case .failure:
        // A failed load may succeed another time, for example after a full disk.
        state.entries[key] = nil
        return []
      }
    }
  }

  private func release(_ key: Key, of loading: Loading? = nil) {
    change { state in
      guard loading == nil || state.entries[key]?.loading === loading else { return [] }
      state.entries[key]?.uses -= 1
      return trim(&state)
    }
  }

  /// Changes the state, and frees what falls out of it outside the lock.
  private func change(_ body: (inout sending State) -> [Loading]) {
    let freed = state.withLock { body(&$0) }
    withExtendedLifetime(freed) {}
  }

  /// Removes sessions until the rest fit.
  private func trim(_ state: inout State) -> [Loading] {
    var freed: [Loading] = []
    while Self.bytes(state) > byteLimit {
      let oldest = state.entries
        .filter { $0.value.uses == 0 && $0.value.bytes != nil && $0.value.lastUse < state.uses }
        .min { $0.value.lastUse < $1.value.lastUse }
      guard let oldest else { break }
      freed.append(oldest.value.loading)
      state.entries[oldest.key] = nil
    }
    return freed
  }

  private static func bytes(_ state: borrowing State) -> Int {
    state.entries.values.reduce(0) { $0 + ($1.bytes ?? 0) }
  }

  /// The weights, wherever they are, and the buffers. Mapped files are not held: their pages go back once they were read.
  private static func bytes(_ session: any InferenceSession) -> Int {
    (session.weightBytes ?? unknownBytes)
      + session.memory.filter { $0.basis == .planned }.reduce(0) { $0 + $1.bytes }
  }
}
