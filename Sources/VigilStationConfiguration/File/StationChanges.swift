/// What is different in a file that was read again, so that only that is started again.
public struct StationChanges: Hashable, Sendable {
  /// Cameras that were not there, in the order of the new file.
  public var added: [CameraSettings] = []
  /// The names of cameras that are gone, or wrong now.
  public var removed: [String] = []
  /// Cameras whose effective settings are others, in the order of the new file.
  public var changed: [CameraSettings] = []
  /// The names of cameras that stay as they are.
  public var unchanged: [String] = []
  /// Whether settings of the station as a whole are others.
  public var isStationChanged = false
  /// Whether others are to be told, or otherwise.
  public var areChannelsChanged = false

  /// Whether there is nothing to do.
  public var isEmpty: Bool {
    added.isEmpty && removed.isEmpty && changed.isEmpty && !isStationChanged && !areChannelsChanged
  }
}

extension StationFile {
  /// What is different from an older file.
  public func changes(from old: StationFile) -> StationChanges {
    var changes = StationChanges()
    let before = Dictionary(uniqueKeysWithValues: old.cameras.map { ($0.name, $0.digest) })
    for camera in cameras {
      switch before[camera.name] {
      case nil: changes.added.append(camera)
      case camera.digest: changes.unchanged.append(camera.name)
      default: changes.changed.append(camera)
      }
    }
    let names = Set(cameras.map(\.name))
    changes.removed = old.cameras.map(\.name).filter { !names.contains($0) }
    changes.isStationChanged = station != old.station
    changes.areChannelsChanged = notify != old.notify
    return changes
  }

  /// The settings of a camera; nil if there is none of that name, or it is wrong.
  public func camera(named name: String) -> CameraSettings? { cameras.first { $0.name == name } }
}
