import Foundation
import VigilCameraHealth
import VigilCore
import VigilMedia

/// Looks at a camera's frames beside their scores: pictures for events, and what they say of the camera.
actor CameraEyes {
  /// Seconds of the stream between two pictures that are looked at for the camera's health.
  static let interval = 0.5

  private let pictures = RecentPictures()
  private var monitor: ViewMonitor
  private var lastLook = -Double.infinity
  private var lastTime = 0.0
  private var changes: [ViewChange] = []
  private var origin: Double?

  /// Begins without a view.
  init(monitor: ViewMonitor = ViewMonitor()) { self.monitor = monitor }

  /// Looks at a frame.
  func see(_ frame: Frame) {
    pictures.see(frame)
    lastTime = frame.time
    // The frame that came through with the least delay says best when the timeline began.
    if let arrival = frame.arrival { origin = min(origin ?? .infinity, arrival - frame.time) }
    guard frame.time - lastLook >= Self.interval else { return }
    lastLook = frame.time
    let seen = monitor.note(ViewPicture(frame), at: frame.time)
    // Nobody may be asking for them.
    changes = (changes + seen).suffix(100)
  }

  /// The camera is back: what it shows may have changed while nobody looked.
  func noteReconnection() {
    changes = (changes + monitor.noteReconnect(at: lastTime)).suffix(100)
  }

  /// What has changed since the last call.
  func takeChanges() -> [ViewChange] {
    defer { changes = [] }
    return changes
  }

  /// The view that the camera is compared with; nil until it is learned.
  var view: ViewReference? { monitor.reference }

  /// Takes the view of now for the right one, if the camera was moved.
  ///
  /// - Returns: whether it had been.
  func acceptView() -> Bool {
    guard monitor.hasMoved else { return false }
    _ = monitor.acceptView(at: lastTime)
    return true
  }

  /// Why a high score now may come from a change of the scene; nil if it may not.
  var settling: String? { monitor.isSettling(at: lastTime) ? "the camera's view has just changed" : nil }

  /// When the timeline of the frames began, in monotonic seconds; nil before the first frame.
  var timelineOrigin: Double? { origin }

  /// The picture of a snippet, as JPEG.
  func picture(of position: SnippetPosition) -> Data? { pictures.picture(of: position) }
}
