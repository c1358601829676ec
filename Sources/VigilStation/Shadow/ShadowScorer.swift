import Synchronization
import VigilCore
import VigilDetection
import VigilPipeline
import VigilStore

/// Scores what one camera's extractor computes by a second detector, which is loaded beside the run and changed without ending it.
///
/// Nothing that fails here reaches the run.
struct ShadowScorer {
  /// Loads the detector of a folder.
  typealias Load = @Sendable (_ folder: String) async throws -> ShadowHead

  /// What could not be loaded is tried again after so long, in seconds.
  static let retryDelay = 300.0

  /// What a task has loaded, once it has.
  private final class Loading: Sendable {
    let result = Mutex<Result<ShadowHead, any Error>?>(nil)
  }

  private let load: Load?
  private let window: Int
  private var wanted: RuntimeChange?
  private var loading: (place: Loading, task: Task<Void, Never>)?
  private var detection: OnlineDetection?
  private var last: SnippetScore?
  private var retry: Double?
  /// What scores; nil while nothing does.
  private(set) var head: ShadowHead?
  /// Why nothing does, though something is wanted; nil otherwise.
  private(set) var failure: String?

  /// - Parameters:
  ///   - window: Snippets that the detector sees at once.
  ///   - load: Nil where there can be no shadow.
  init(window: Int, load: Load?) { (self.window, self.load) = (window, load) }

  /// Follows what is wanted.
  ///
  /// Who asks for the same folder again has it loaded again: it may hold another model by now.
  ///
  /// - Parameters:
  ///   - wanted: The change that gives the folder of the model; nil for none.
  ///   - now: Monotonic seconds.
  mutating func follow(_ wanted: RuntimeChange?, at now: Double) {
    guard let load else { return }
    if wanted != self.wanted {
      end()
      (self.wanted, failure, retry) = (wanted, nil, wanted == nil ? nil : now)
    }
    if let place = loading?.place, let result = place.result.withLock({ $0 }) {
      loading = nil
      switch result {
      case .success(let loaded): (head, failure) = (loaded, nil)
      case .failure(let error): (failure, retry) = (error.explanation, now + Self.retryDelay)
      }
    }
    guard let folder = self.wanted?.value, let due = retry, now >= due else { return }
    retry = nil
    let place = Loading()
    let task = Task {
      let result: Result<ShadowHead, any Error>
      do { result = .success(try await load(folder)) } catch { result = .failure(error) }
      place.result.withLock { $0 = result }
    }
    loading = (place, task)
  }

  /// Scores the next snippet; nil while nothing does.
  ///
  /// - Parameters:
  ///   - features: [crops, size]; nil where those of the snippet before were kept.
  ///   - now: Monotonic seconds.
  mutating func score(_ position: SnippetPosition, _ features: Tensor?, at now: Double) async -> Float? {
    guard let head else { return nil }
    do {
      let score: SnippetScore?
      if let features, features.shape.count == 2 {
        if detection == nil {
          detection = OnlineDetection(
            network: head.detector, snippets: window, crops: features.shape[0], featureSize: features.shape[1]
          )
        }
        score = try await detection?.score(position, features)
      } else if let last {
        // As the run does with the camera's own.
        score =
          try await detection?.keep(position)
          ?? SnippetScore(position: position, cropScores: last.cropScores)
      } else {
        score = nil
      }
      last = score
      return score?.score
    } catch is CancellationError {
      return nil
    } catch {
      (self.head, failure, retry) = (nil, error.explanation, now + Self.retryDelay)
      reset()
      return nil
    }
  }

  /// The camera was lost: what comes is no continuation.
  mutating func reset() { (detection, last) = (nil, nil) }

  /// Lets go of all.
  mutating func end() {
    loading?.task.cancel()
    (loading, head) = (nil, nil)
    reset()
  }
}
