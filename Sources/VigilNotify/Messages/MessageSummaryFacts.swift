import VigilCore
import VigilStore

/// What only a summary has, for programs.
struct MessageSummaryFacts: Encodable {
  /// How much of it one camera has; without a name the station as a whole.
  struct Share: Encodable {
    var camera: String?
    var count: Int
  }

  var alarms: Int
  var reviews: Int
  var faults: Int
  var ongoing: Int
  var shares: [Share]
  var reasons: [MessageSummary.Reason]

  init(_ summary: MessageSummary) {
    (alarms, reviews, faults) = (summary.alarms, summary.reviews, summary.faults)
    (ongoing, reasons) = (summary.ongoing, summary.reasons)
    shares = summary.shares.map { Share(camera: $0.camera.map { PlainText.line($0) }, count: $0.count) }
  }
}
