import ArgumentParser
import VigilModels

/// `vigil doctor machine`, the default.
struct DoctorMachine: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "machine", abstract: "Checks the machine, libraries, cameras, models and the engine.")

  @OptionGroup(title: "Engine")
  var engine: EngineOptions

  func run() async throws {
    let check = await MachineCheck(engine.configuration) { Console.result($0.line) }
    let problems = check.problems
    guard problems == 0 else {
      throw CommandError("\(problems) problem\(problems == 1 ? "" : "s") found, marked with ✗ above")
    }
  }
}
