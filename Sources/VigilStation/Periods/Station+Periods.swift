import Foundation
import Logging
import VigilCore
import VigilNotify
import VigilStationConfiguration
import VigilStore

/// Summaries of a week or a day, and the counts that they are made of.
extension Station {
  /// Hours are counted for so long, in seconds.
  static let hoursAge = 400.0 * 86_400
  /// A message tells of so many cameras one by one: its body has a limit.
  static let mostSummarized = 20

  /// Writes what was done with pictures; what cannot be written waits.
  func writeHours(_ tally: inout WatchTally) async {
    let hours = tally.take()
    let isWritten: Void? = await archive.attempt { try $0.add(hours) }
    if isWritten == nil { tally.putBack(hours) }
    let lost = tally.takeLost()
    if lost > 0 {
      log.error(
        "counts for summaries are given up: they could not be written", metadata: ["hours": "\(lost)"])
    }
  }

  /// Tells each channel that wants it what happened in the week or the day before, once it is due.
  func tellPeriods(_ file: StationFile) async {
    for channel in channels {
      guard let time = channel.summary else { continue }
      let (now, zone) = (clocks.date(), shared.calendar.timeZone)
      let decision = await archive.attempt { store in
        let decision = PeriodDecision(time, after: try store.periodState(of: channel.name), at: now, in: zone)
        switch decision {
        case .nothing: break
        case .note(let state), .leaveOut(let state): try store.set(state, of: channel.name)
        case .tell(let from, let to, let leftOut, let state):
          var summary = try self.summary(of: channel, file, from: from, to: to, in: store)
          summary.skipped = leftOut
          try store.tell(summary, to: channel.name, then: state)
        }
        return decision
      }
      switch decision {
      case .leaveOut(let state):
        log.warning(
          "a summary is left out, since the station was off when it was due; the next one says so",
          metadata: ["channel": "\(channel.name)", "due": "\(state.due.ISO8601Format())"])
      case .tell(let from, let to, _, _):
        log.notice(
          "a summary is told",
          metadata: [
            "channel": "\(channel.name)", "from": "\(from.ISO8601Format())", "to": "\(to.ISO8601Format())",
          ])
      case .nothing, .note, nil: break
      }
    }
  }

  private func summary(
    of channel: ChannelSettings, _ file: StationFile, from: Date, to: Date, in store: StationStore
  ) throws -> PeriodSummary {
    // The first tells of as much as there is.
    let start = try store.countedSince.map { min(max(from, $0), to) } ?? from
    var summary = try store.summary(
      from: start, to: to, file: file, cameras: channel.cameras.isEmpty ? nil : Set(channel.cameras))
    if start > from { summary.countedSince = start }
    for index in summary.cameras.indices {
      // What is in force is known best by the camera that is watched.
      guard let known = board[summary.cameras[index].name]?.thresholds else { continue }
      summary.cameras[index].thresholds = PeriodSummary.Thresholds(
        known, at: to, calendar: shared.calendar)
    }
    return summary.limited(to: Self.mostSummarized)
  }
}
