import ArgumentParser
import Foundation
import VigilModels
import VigilStation
import VigilStationConfiguration

/// `vigil doctor machine`, the default.
struct DoctorMachine: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machine",
    abstract: "Checks the machine, libraries, cameras, models and the engine; also for a station.")

  @Argument(help: "A station's file: also checks its folder, clock, models and every camera.")
  var station: String?

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  func run() async throws {
    let check = await MachineCheck(engine.configuration) { Console.result($0.line) }
    var problems = check.problems
    // Read by a function of its own: Swift 6.3 crashes on its typed error in an asynchronous one that is optimised.
    if let stationCheck = try stationCheck() {
      problems += await stationCheck.run { Console.result($0.line) }
    }
    guard problems == 0 else {
      throw CommandError("\(problems) problem\(problems == 1 ? "" : "s") found, marked with ✗ above")
    }
  }

  /// The checks of the station's file, if one is named.
  private func stationCheck() throws -> StationCheck? {
    try station.map { StationCheck(try StationFile(URL(filePath: $0))) }
  }
}
