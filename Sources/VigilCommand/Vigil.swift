import ArgumentParser
import VigilCore

/// The command line: parsing and wiring only.
@main
struct Vigil: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vigil",
    abstract: "Watches videos and cameras, and reports when something abnormal happens.",
    version: VigilVersion.current,
    subcommands: [
      Detect.self, Extract.self, Dataset.self, Train.self, TrainExtractor.self, Evaluate.self, Optimize.self,
      Synth.self, Models.self, Benchmark.self, Plan.self, Doctor.self,
    ]
  )
}
