import ArgumentParser
import Foundation
import VigilStation
import VigilStationConfiguration
import VigilStore

/// `vigil notify`.
struct Notify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Looks at whom a station tells, and keeps it silent for a time while it runs.",
    subcommands: [NotifyList.self, NotifySnooze.self, NotifyWake.self])
}

/// `vigil notify list FILE`.
struct NotifyList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract:
      "Shows a station's channels: whether they are told, what waits, what was held back and given up.")

  @Argument(help: "The station's file.")
  var file: String

  func run() async throws {
    let station = try StationFile(URL(filePath: file), secrets: .indifferent)
    let store = try StationStore(reading: URL(filePath: station.station.folder))
    for line in try ChannelTable().lines(station, store: store, at: Date()) { Console.result(line) }
  }
}
