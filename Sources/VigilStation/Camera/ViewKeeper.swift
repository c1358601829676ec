import VigilCameraHealth
import VigilStationConfiguration

/// Keeps the view of one camera from time to time, so that the next start knows it.
struct ViewKeeper {
  /// A view ages in twenty minutes, so half of that may be lost, in seconds.
  static let interval = 600.0

  private let views: StoredViews
  private let camera: CameraSettings
  private var last: (reference: ViewReference, at: Double)?

  /// Begins with the view that was read, if there was one.
  init(_ camera: CameraSettings, views: StoredViews, read: ViewReference?, at now: Double) {
    (self.camera, self.views) = (camera, views)
    last = read.map { ($0, now) }
  }

  /// Keeps the view if it is the first one, or if the last time was long ago.
  ///
  /// - Parameter isUrgent: Whether not to wait, for it has just become another one, or is the last.
  mutating func keep(_ reference: ViewReference?, at now: Double, isUrgent: Bool = false) async {
    guard let reference else { return }
    if let last, now - last.at < Self.interval, !isUrgent || last.reference == reference { return }
    last = (reference, now)
    await views.write(reference, of: camera)
  }
}
