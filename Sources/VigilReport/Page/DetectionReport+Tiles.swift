import VigilCore

extension DetectionReport {
  private struct Tile {
    var name, value, note: String
    var isAlarm = false
  }

  /// The headline numbers.
  func tiles(_ outcome: RunOutcome) -> String {
    var tiles: [Tile] = []
    if let peak = statistics.peak {
      let found = events.count > 0
      tiles.append(
        Tile(
          name: "Events", value: NumberText.grouped(events.count),
          note: found ? "\(TimeText.length(eventSeconds)) altogether" : "threshold \(threshold)",
          isAlarm: found))
      tiles.append(
        Tile(
          name: "Highest score", value: score(peak.score),
          note: "at \(TimeText.clock(peak.position.middle))",
          isAlarm: peak.score >= provenance.rules.threshold))
    }
    tiles.append(
      Tile(
        name: "Watched", value: TimeText.length(length),
        note: NumberText.count(statistics.snippets, "snippet")))
    if let rate = outcome.framesPerSecond {
      let times = NumberText.trimmed(length / outcome.elapsed, decimals: 1)
      tiles.append(
        Tile(name: "Speed", value: NumberText.fixed(rate, decimals: 1), note: "frames/s, \(times)× real time")
      )
    }
    if outcome.droppedFrames > 0 {
      let share = Double(outcome.droppedFrames) / Double(outcome.droppedFrames + outcome.frames)
      tiles.append(
        Tile(
          name: "Frames skipped", value: NumberText.grouped(outcome.droppedFrames),
          note: "\(NumberText.fixed(share * 100, decimals: 1)) % of those received"))
    }
    if gaps.count > 0 {
      tiles.append(
        Tile(
          name: "Without frames", value: TimeText.length(gapSeconds),
          note: NumberText.count(gaps.count, "gap")))
    }
    let cells = tiles.map { tile in
      let mark = tile.isAlarm ? " class=\"alarm\"" : ""
      return "<div><dt>\(tile.name)</dt><dd\(mark)>\(tile.value)<small>\(tile.note)</small></dd></div>"
    }
    return "<dl class=\"tiles\(tiles.count > 4 ? " many" : "")\">\(cells.joined())</dl>"
  }
}
