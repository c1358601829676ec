import VigilCore
import VigilStore

/// The scores of the parts of an event's picture, for a terminal.
struct PartTable {
  var crops: [EventCrop]

  /// The lines; none where there is but one part, of which the event's score says all.
  var lines: [String] {
    let parts = PicturePart.all(of: crops)
    guard parts.count > 1 else { return [] }
    var rows = [["part of the picture", "score", "from the mean"]]
    for part in parts {
      guard let score = part.score, let difference = part.difference else {
        rows.append([part.name, "left out for want of time", ""])
        continue
      }
      rows.append([part.name, EventText.score(score), EventText.difference(difference)])
    }
    let mirrored = parts.contains(where: \.hasMirrorImage) ? ", each as it is and mirrored" : ""
    return TextTable.lines(rows, numeric: [1, 2])
      + ["the peak is the mean of these\(mirrored); the parts overlap"]
  }
}
