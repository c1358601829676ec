import ArgumentParser
import Foundation
import VigilStation
import VigilStationConfiguration
import VigilStore

/// `vigil cameras list FILE`.
struct CamerasList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract:
      "Shows a station's cameras: last score, thresholds, what was changed while it runs, what is wrong.")

  @Argument(help: "The station's file.")
  var file: String

  func run() async throws {
    let station = try StationFile(URL(filePath: file), secrets: .indifferent)
    let store = try StationStore(reading: URL(filePath: station.station.folder))
    for line in try CameraTable().lines(station, store: store, at: Date()) { Console.result(line) }
  }
}
