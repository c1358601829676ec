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
    if let station {
      problems += await StationCheck(try StationFile(URL(filePath: station))).run { Console.result($0.line) }
    }
    guard problems == 0 else {
      throw CommandError("\(problems) problem\(problems == 1 ? "" : "s") found, marked with ✗ above")
    }
  }
}
