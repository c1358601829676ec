import ArgumentParser
import Foundation
import VigilStation
import VigilStationConfiguration
import VigilStore

/// Which channels are silent, and who says so.
struct SnoozeOptions: ParsableArguments {
  @Argument(help: "The station's file.")
  var file: String

  @Argument(help: "Channels, by their names; everything if none is given.")
  var channels: [String] = []

  @Option(help: "Who says so; the name of the user if not given.")
  var by = NSUserName()

  /// Stores a snooze of each channel; without an end it is taken back.
  func set(until: Date?, saying text: String) throws {
    let station = try StationFile(URL(filePath: file), secrets: .indifferent)
    try station.check(channels: channels)
    let changes = ChannelSnooze.changes(
      channels, of: station.notify.map(\.name), until: until, by: by, at: Date())
    for change in changes {
      try StationStore.set(change, besideStationIn: URL(filePath: station.station.folder))
    }
    for name in channels.isEmpty ? ["everything"] : channels { Console.result("\(name): \(text)") }
  }
}

/// `vigil notify snooze FILE CHANNEL… --for 2h`.
struct NotifySnooze: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snooze",
    abstract: "Keeps channels silent for some time; what there was is told in one message afterwards.")

  @OptionGroup
  var options: SnoozeOptions

  @Option(name: .customLong("for"), help: "How long, such as 30m or 2h; at most 30d.")
  var length: Seconds

  func validate() throws { try length.requireSnooze() }

  func run() async throws {
    try options.set(until: Date() + length.value, saying: "snoozed for \(length.written)")
  }
}

/// `vigil notify wake FILE CHANNEL…`.
struct NotifyWake: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wake", abstract: "Ends the snooze of channels, or every one.")

  @OptionGroup
  var options: SnoozeOptions

  func run() async throws { try options.set(until: nil, saying: "no longer snoozed") }
}
