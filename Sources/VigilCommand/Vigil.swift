import ArgumentParser
import Foundation
import VigilCore
import VigilSinks

/// Starts the command line once there is room for threads, on which everything else runs.
@main
enum Program {
  static func main() {
    // Before anything else gets their numbers.
    StandardFiles.openClosed()
    if let complaint = AddressSpace.complaint {
      Console.diagnostic("Error: \(complaint)")
      exit(EXIT_FAILURE)
    }
    Task { @MainActor in
      await Vigil.main()
      exit(EXIT_SUCCESS)
    }
    dispatchMain()
  }
}

/// The command line: parsing and wiring only.
struct Vigil: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vigil",
    abstract: "Watches videos and cameras, and reports when something abnormal happens.",
    version: VigilVersion.current,
    subcommands: [
      Run.self, Events.self, Recordings.self, Verify.self, Cameras.self, Notify.self, Users.self, Detect.self,
      Extract.self, Dataset.self,
      Train.self,
      TrainExtractor.self, Evaluate.self, Optimize.self,
      Synth.self, Models.self, Benchmark.self, Plan.self, Doctor.self,
    ]
  )

  /// Runs the command that the arguments name.
  static func main() async {
    do {
      var command = try await asyncParseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      // A name from the command line must not control the terminal.
      let (status, text) = (exitCode(for: error), fullMessage(for: error))
      if !text.isEmpty { status == .success ? Console.result(text) : Console.diagnostic(text) }
      Foundation.exit(status.rawValue)
    }
  }
}
