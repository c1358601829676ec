import ArgumentParser

/// Where random numbers begin.
struct RandomOptions: ParsableArguments {
  @Option(help: "Random seed.")
  var seed: UInt64 = 1
}
