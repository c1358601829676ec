import Foundation
import VigilStation
import VigilStore

/// Events like one, as clients see them.
struct SimilarView: Encodable {
  /// One of them.
  struct Match: Encodable {
    var event: EventView
    var similarity: Float
    var labels: [LabelView]
  }

  var events: [Match]
  /// How many are like it, of which `events` are the most similar.
  var count: Int
  var markedFalse: Int
  var markedReal: Int
  var compared: Int
  /// From which similarity on events count.
  var least: Float
  /// Why none could be compared; missing if they were.
  var reason: String?

  init(_ similar: SimilarEvents) {
    events = similar.matches.map {
      Match(
        event: EventView($0.event), similarity: $0.similarity, labels: $0.labels.map(LabelView.init))
    }
    (count, markedFalse, markedReal) = (similar.count, similar.markedFalse, similar.markedReal)
    (compared, least, reason) = (similar.compared, SimilarEvents.least, similar.reason)
  }
}
