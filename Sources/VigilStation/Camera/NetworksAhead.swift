import Logging
import Synchronization
import VigilCore
import VigilInference
import VigilModels
import VigilStationConfiguration

/// Loads what cameras are to be scored by next, while they are watched by what they have.
///
/// Only for engines that compile for minutes: a camera that ended first would not be watched meanwhile. With others there is nothing
/// to load ahead.
struct NetworksAhead {
  /// What a task loads, and holds once it has.
  final class Loading: Sendable {
    private struct State {
      var isOver = false
      var networks: CameraWatch.Networks?
    }
    private let state = Mutex(State())

    /// Whether they are loaded, or cannot be.
    var isOver: Bool { state.withLock { $0.isOver } }

    /// Takes what was loaded; nil if that failed.
    fileprivate func finish(_ networks: CameraWatch.Networks?) {
      state.withLock { $0 = State(isOver: true, networks: networks) }
    }

    /// Holds them no longer.
    func letGo() { state.withLock { $0.networks = nil } }
  }

  private struct Entry {
    var settings: CameraSettings
    var models: AdoptedModels
    var loading: Loading
    var stop: StopRequest
  }

  private let shared: CameraWatch.Shared
  private var entries: [String: Entry] = [:]

  init(shared: CameraWatch.Shared) { self.shared = shared }

  /// Whether a camera can change over, because all is loaded or cannot be, which its watch tells; begins to load what nothing loads yet.
  mutating func isReady(_ settings: CameraSettings, _ models: AdoptedModels) -> Bool {
    guard shared.configuration.capabilities.compilesForMinutes else { return true }
    let name = settings.name
    if let entry = entries[name], entry.settings == settings, entry.models == models {
      return entry.loading.isOver
    }
    entries[name]?.stop.request()
    var log = shared.log
    log[metadataKey: "camera"] = "\(name)"
    log.notice("the camera goes on as it is until the networks of its change are loaded")
    let (loading, stop) = (Loading(), StopRequest())
    let watch = CameraWatch(settings: settings, models: models, shared: shared)
    Task { [log] in loading.finish(try? await watch.networks(stop: stop, log: log)) }
    entries[name] = Entry(settings: settings, models: models, loading: loading, stop: stop)
    return false
  }

  /// Hands over what was loaded for a camera.
  mutating func take(_ camera: String) -> Loading? { entries.removeValue(forKey: camera)?.loading }

  /// Gives up what is loaded for all other cameras.
  mutating func keep(_ cameras: [String]) {
    for (name, entry) in entries where !cameras.contains(name) {
      entry.stop.request()
      entries[name] = nil
    }
  }
}
