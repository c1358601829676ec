import ArgumentParser
import VigilInference

/// Where a training computes.
struct TrainingMachineOptions: ParsableArguments {
  @Option(help: "Device to train on: cpu, cuda, or one of several GPUs as cuda:1.")
  var device = ComputeDevice.cpu

  @Option(help: "Processor threads; all cores if not given.")
  var threads: Int?

  func validate() throws { try requireCounts([("threads", threads)]) }
}

/// Refuses numbers of things that are not at least 1.
func requireCounts(_ counts: [(name: String, value: Int?)]) throws {
  for (name, value) in counts {
    try require((1...10_000_000).contains(value ?? 1), "--\(name) takes a number of at least 1")
  }
}
