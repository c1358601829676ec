import ArgumentParser

/// `vigil models cascade`.
struct ModelsCascade: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cascade",
    abstract: "Finds the score of the centre crop below which the other crops need not be extracted.",
    discussion: """
      Scores footage with all crops and finds the highest bound that changes no decision about events in it, less a margin. \
      Then scores it again with the bound and reports what that saves and changes. The bound goes into the manifest of the \
      model with the detector, for vigil detect --cascade. Include footage that resembles events, not only quiet hours.
      """)

  @Option(parsing: .upToNextOption, help: "Videos, and folders of them, to find the bound on.")
  var footage: [String]

  @Option(parsing: .upToNextOption, help: "Other videos, on which the bound is only evaluated.")
  var holdOut: [String] = []

  @Option(help: "Fraction of the snippets near or above the threshold that may miss out on all crops.")
  var maxMissed = 0.0

  @Option(help: "Safety margin: how far below the highest possible bound the bound is set.")
  var margin: Float = 0.05

  @OptionGroup
  var scoring: FootageOptions

  @OptionGroup
  var result: ResultOptions

  @OptionGroup(title: "Logs")
  var log: LogOptions

  func validate() throws {
    guard !footage.isEmpty else { throw ValidationError("--footage takes videos or folders of them") }
    guard (0..<1).contains(maxMissed) else { throw ValidationError("--max-missed takes a share below 1") }
    guard (0...1).contains(margin) else { throw ValidationError("--margin takes a number from 0 to 1") }
  }

  func run() async throws {
    try await CascadeJob(self).run()
  }
}
