import Foundation
import Synchronization

/// How all cameras are, and what keeps the station from its work, for whoever asks.
public final class StationBoard: Sendable {
  /// What keeps a station from its work, in a word.
  public enum Fault: String, Hashable, Sendable, CaseIterable {
    /// Cameras are not begun yet.
    case starting
    /// The database cannot be written.
    case database
    /// Nothing can be recorded.
    case recording
    /// The station's own loop hangs.
    case loop
    /// The station ends.
    case stopping
  }

  private struct Content {
    var cameras: [String: CameraStatus] = [:]
    var faults: Set<Fault> = [.starting]
  }

  private let content = Mutex(Content())
  private let tell: @Sendable (StationUpdate) -> Void

  /// No cameras yet.
  ///
  /// - Parameter tell: Is told how a camera is whenever that changes; it must not wait.
  package init(tell: @escaping @Sendable (StationUpdate) -> Void = { _ in }) { self.tell = tell }

  /// All cameras, by name.
  public var all: [CameraStatus] {
    content.withLock { Array($0.cameras.values) }.sorted { $0.name < $1.name }
  }

  /// One camera.
  public subscript(name: String) -> CameraStatus? { content.withLock { $0.cameras[name] } }

  /// What keeps the station from its work; empty if nothing does.
  public var faults: Set<Fault> { content.withLock { $0.faults } }

  func set(_ fault: Fault, _ isThere: Bool) {
    content.withLock { content in
      if isThere { content.faults.insert(fault) } else { content.faults.remove(fault) }
    }
  }

  func set(_ status: CameraStatus) {
    content.withLock { $0.cameras[status.name] = status }
    tell(.camera(status))
  }

  func remove(_ name: String) { content.withLock { $0.cameras[name] = nil } }

  func update(_ name: String, _ change: (inout sending CameraStatus) -> Void) {
    let changed = content.withLock { content -> CameraStatus? in
      guard var status = content.cameras[name] else { return nil }
      change(&status)
      content.cameras[name] = status
      return status
    }
    if let changed { tell(.camera(changed)) }
  }

  /// Changes a camera's state; the time at which it entered it stays if it is the same one.
  func enter(_ name: String, _ state: CameraStatus.State, reason: String = "", at date: Date) {
    // What a snippet brings is told once, by its `update`.
    guard let status = self[name], (status.state, status.reason) != (state, reason) else { return }
    update(name) { status in
      if status.state != state { (status.state, status.since) = (state, date) }
      status.reason = reason
    }
  }
}
