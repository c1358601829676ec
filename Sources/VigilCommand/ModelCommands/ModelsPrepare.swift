import ArgumentParser
import VigilCore
import VigilModels

/// `vigil models prepare --model MODEL`.
struct ModelsPrepare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Compiles a model's networks for an engine and keeps them, ahead of the first run.",
    discussion:
      "With TensorRT that takes minutes, which no camera should have to wait. A run whose networks are not prepared compiles them itself, before its camera is read."
  )

  @OptionGroup
  var networks: NetworkOptions

  func run() async throws {
    let preparation = try ModelPreparation(
      networks.model.selection(), configuration: networks.engine.configuration)
    Console.result("\(preparation.engine.line)")
    try await preparation.run {
      Console.diagnostic("building the \($0); this can take minutes")
    } report: {
      Console.result($0.line)
    }
  }
}
