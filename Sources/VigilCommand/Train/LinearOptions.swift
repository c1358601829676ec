import ArgumentParser
import VigilTraining

/// How a linear detector is fitted.
struct LinearOptions: ParsableArguments {
  @Option(help: "L2 penalty of --recipe linear; 5 if not given, 20 with --from-station.")
  var penalty: Double?

  @Option(
    help:
      "L1 penalty instead of --penalty, as a fraction of the value at which no feature is left; 0.5 is a good start."
  )
  var sparsity: Double?

  func validate() throws {
    try require((1e-6...1e6).contains(penalty ?? 1), "--penalty takes a number from 0.000001 to 1000000")
    try require(sparsity == nil || penalty == nil, "--sparsity replaces --penalty; give one of them")
    try require((0.01..<1).contains(sparsity ?? 0.5), "--sparsity takes a number from 0.01 to below 1")
  }

  /// The option that is used, if any.
  var used: String? { penalty != nil ? "--penalty" : sparsity != nil ? "--sparsity" : nil }
}
