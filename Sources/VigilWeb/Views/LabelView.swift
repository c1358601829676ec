import Foundation
import VigilStore

/// A label as clients see it.
struct LabelView: Encodable {
  var id: Int64
  var event: String?
  var camera: String
  var start: Date
  var end: Date
  var verdict: ReviewLabel.Verdict
  var by: String
  var at: Date

  init(_ label: ReviewLabel) {
    (id, event, camera) = (label.id, label.event?.text, label.camera)
    (start, end, verdict) = (label.start, label.end, label.verdict)
    (by, at) = (label.by, label.at)
  }
}

/// A page of labels.
struct LabelList: Encodable {
  var labels: [LabelView]
  /// What to give as `before` to get the next page; missing on the last one.
  var next: Int64?
}
