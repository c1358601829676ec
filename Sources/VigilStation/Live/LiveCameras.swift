import Synchronization
public import VigilMedia

/// What the cameras of a station show now, for whoever looks.
public final class LiveCameras: Sendable {
  private let cameras = Mutex<[String: LiveCamera]>([:])

  /// No cameras yet.
  package init() {}

  /// The camera of a name in the station's file, which its readings share one after the other: those who look stay.
  public func camera(named name: String) -> LiveCamera {
    cameras.withLock { cameras in
      let camera = cameras[name] ?? LiveCamera()
      cameras[name] = camera
      return camera
    }
  }

  /// Forgets a camera that is no longer in the file.
  func remove(_ name: String) {
    cameras.withLock { $0.removeValue(forKey: name) }?.end()
  }
}
