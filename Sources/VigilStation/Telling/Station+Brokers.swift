import Logging
import VigilCameraHealth
import VigilCore
import VigilNotify
import VigilStore

/// What brokers show of a station's cameras all the time, and what comes back from there.
extension Station {
  /// Shows each second how cameras are, until the end.
  func showCameras(until end: StopRequest) async {
    while !end.isRequested {
      let date = clocks.date()
      notifier.note(
        board.all.map { status in
          CameraState(status, isArmed: !Standing.isDisarmed(archive.changes(of: status.name, at: date)))
        })
      try? await end.ending { try await Task.sleep(for: .seconds(1)) }
    }
  }

  /// Arms a camera or disarms it, as `vigil cameras arm` and `disarm` do.
  func obey(_ command: ArmingCommand) {
    guard board[command.camera] != nil else { return }
    let date = clocks.date()
    let keys = command.isArmed ? [Standing.armedKey, Standing.snoozedKey] : [Standing.armedKey]
    archive.post { store in
      for key in keys {
        try store.set(
          RuntimeChange(
            camera: command.camera, key: key, value: command.isArmed ? nil : "no",
            by: "channel \(command.channel)", at: date))
      }
    }
    log.notice(
      "\(command.isArmed ? "armed" : "disarmed")",
      metadata: ["camera": "\(command.camera)", "by": "channel \(command.channel)"])
  }
}

extension CameraState {
  /// What is wrong with a camera that somebody has laid hands on.
  private static let tampering = [ViewChange.Kind.covered, .defocused, .moved].map(\.rawValue)

  init(_ status: CameraStatus, isArmed: Bool) {
    self.init(
      name: status.name, isConnected: status.state == .watching, isAlarming: status.hasAlarm,
      isTampered: Self.tampering.contains { status.health[$0] != nil }, isArmed: isArmed,
      score: status.score, scoreDate: status.scoreDate)
  }
}
