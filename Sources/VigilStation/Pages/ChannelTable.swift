public import Foundation
import VigilCore
public import VigilStationConfiguration
public import VigilStore

/// The channels of a station, for a terminal: what waits for them, and until when they are snoozed.
public struct ChannelTable: Sendable {
  private let calendar: Calendar

  /// Writes times of a calendar.
  public init(calendar: Calendar = .current) { self.calendar = calendar }

  /// A heading and a line for each channel; before them one that says that all are snoozed.
  ///
  /// - Throws: `StoreError`.
  public func lines(_ file: StationFile, store: StationStore, at date: Date) throws(StoreError) -> [String] {
    guard !file.notify.isEmpty else { return ["the file has no channels; see notify in its reference"] }
    let changes = try store.changes(at: date)
    var rows = [["channel", "told", "waiting", "held back", "given up"]]
    for channel in file.notify {
      let counts = try store.counts(of: channel.name)
      rows.append([
        channel.name, told(channel, changes, at: date), String(counts.waiting), String(counts.held),
        String(counts.lost),
      ])
    }
    let all = ChannelSnooze.of(nil, in: changes).map { ["everything is \(words($0))"] } ?? []
    return all + TextTable.lines(rows, numeric: [2, 3, 4])
  }

  private func told(_ channel: ChannelSettings, _ changes: [RuntimeChange], at date: Date) -> String {
    if let snooze = ChannelSnooze.of(channel.name, in: changes) { return words(snooze) }
    if ChannelSnooze.of(nil, in: changes) != nil { return "no" }
    return ChannelHours(channel, at: date, timeZone: calendar.timeZone).words
  }

  private func words(_ snooze: RuntimeChange) -> String {
    let until = snooze.until.map { " until \(EventText.time($0, calendar))" } ?? ""
    return "snoozed\(until) by \(snooze.by)"
  }
}
