package import Foundation
import VigilCore
package import VigilStore

/// What a summary of a week, a day or another time says to people.
package struct PeriodText {
  /// One line.
  package let title: String
  /// What holds for all cameras, a sentence each.
  package let facts: [String]
  /// What needs somebody, a sentence each; empty if nothing does.
  package let needs: [String]
  /// A heading and a row for each camera; empty if nothing happened.
  package let table: [[String]]
  /// Which columns of `table` are numbers.
  package static let numbers: Set<Int> = Set(1...11)

  private let summary: PeriodSummary
  private let zone: TimeZone

  /// - Parameters:
  ///   - zone: In which dates are told.
  ///   - longestName: Where names of cameras are cut.
  package init(_ summary: PeriodSummary, zone: TimeZone, longestName: Int = 60) {
    (self.summary, self.zone) = (summary, zone)
    let words = PeriodWords(summary, zone: zone, longestName: longestName)
    needs = words.needs
    let isQuiet = summary.isQuiet && needs.isEmpty
    title = isQuiet ? words.quietTitle : words.title
    facts = words.facts(isQuiet: isQuiet)
    table = isQuiet ? [] : [Self.heading] + summary.cameras.map(words.row)
  }

  private static let heading = [
    "camera", "watched", "blind", "alarms", "reviews", "real", "false", "missed", "no label", "scored",
    "still", "lost", "highest", "alarm from",
  ]

  /// All of it in lines for a small screen, up to so many characters: without the table, cameras that something happened at.
  package func detail(longest: Int = 1500) -> String {
    let busy = zip(summary.cameras, table.dropFirst()).filter { !$0.0.figures.isQuiet }
    let cameras = busy.map { camera, row in
      "\(row[0]): watched \(row[1]), \(row[3]) alarms, \(row[4]) reviews"
        + (camera.figures.blindSeconds >= 60 ? ", blind \(row[2])" : "")
        + (camera.figures.lost > 0 ? ", lost \(row[11])" : "")
        + (camera.peak == nil ? "" : ", highest \(row[12])")
    }
    var text = facts.joined(separator: "; ")
    guard !table.isEmpty else { return text }
    for need in needs { text += "\n- " + need }
    var left = cameras.count + summary.others
    for line in cameras where text.count + line.count < longest {
      text += "\n" + line
      left -= 1
    }
    return left > 0 ? text + "\nand \(NumberText.count(left, "more camera"))" : text
  }
}

extension PeriodSummary {
  /// Whether there was nothing but watching.
  package var isQuiet: Bool {
    total.isQuiet && messages?.givenUp ?? 0 == 0 && skipped == 0 && countedSince == nil
  }
}

extension PeriodSummary.Figures {
  /// Whether nothing happened, nothing was lost, and pictures came nearly all the time.
  var isQuiet: Bool {
    alarms == 0 && reviews == 0 && missed == 0 && lost == 0 && watch.lateFrames == 0 && blindSeconds < 60
  }
}
