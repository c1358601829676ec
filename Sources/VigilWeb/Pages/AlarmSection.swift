import Foundation
import VigilStation
import VigilStore

/// Whether a camera raises alarms, who has disarmed or snoozed it, and how to change that.
struct AlarmSection {
  var camera: WatchedCamera
  /// Those of this camera that are in force.
  var changes: [RuntimeChange]
  var mayChange: Bool
  var text: PageText

  var content: HTML {
    """
    <section class="card" aria-labelledby="alarms-title">
    <h2 id="alarms-title">Alarms</h2>
    \(disarmed.map { "<p class=\"keeping\">Disarmed \(SnoozeForm.words($0, text)) \(undo("Arm", "armed"))</p>" })
    \(snooze.map { "<p class=\"keeping\">Snoozed \(SnoozeForm.words($0, text)) \(undo("Wake", "snooze"))</p>" })
    \(disarmed == nil && snooze == nil ? "<p class=\"keeping\"><span>Neither disarmed nor snoozed.</span> \(disarm)</p>" : disarmed == nil ? "<p class=\"keeping\">\(disarm)</p>" : nil)
    \(mayChange ? SnoozeForm.form("Snooze \(camera.name)", [(path("snooze"), camera.name)]) : nil)
    <p class="note">While it is disarmed or snoozed, its events go on, and are kept for review.</p>
    <p class="complaint" role="alert"></p>
    </section>
    """
  }

  private var disarmed: RuntimeChange? { changes.last { $0.key == Standing.armedKey && $0.value == "no" } }
  private var snooze: RuntimeChange? { changes.last { $0.key == Standing.snoozedKey && $0.value != nil } }

  private func path(_ setting: String) -> String {
    "/api/v1/cameras/\(PageText.encoded(camera.name))/\(setting)"
  }

  private var disarm: HTML? {
    mayChange
      ? SnoozeForm.button("Disarm", "PUT", path("armed"), body: #"{"armed":false}"#, of: camera.name) : nil
  }

  private func undo(_ words: String, _ setting: String) -> HTML? {
    mayChange ? SnoozeForm.button(words, "DELETE", path(setting), of: camera.name) : nil
  }
}
