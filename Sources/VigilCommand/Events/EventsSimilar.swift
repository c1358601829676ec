import ArgumentParser
import VigilStation
import VigilStore

/// `vigil events similar STATION ID`.
struct EventsSimilar: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "similar",
    abstract: "Lists events like one, the most similar first, and what people say of them.",
    discussion:
      "Two events are alike where what they differ in from the usual picture of their camera points the same way, by the features kept of them."
  )

  @OptionGroup
  var place: StationArgument

  @Argument(help: "The event, by its id or the first characters of it.")
  var event: String

  @Flag(help: "Compare with events of all cameras, not only of its own.")
  var allCameras = false

  @Option(help: "How many at most.")
  var limit = 10

  @Flag(help: "Print a line of JSON for each event.")
  var json = false

  func validate() throws {
    try require((1...1000).contains(limit), "--limit takes 1 to 1000")
  }

  func run() async throws {
    let store = try place.store()
    guard let event = try store.events(named: [event]).first else { return }
    let cameras = try allCameras ? store.featureCameras() : nil
    let similar = try SimilarEvents(to: event, in: store, cameras: cameras, limit: limit)
    if json { return try similar.matches.forEach { try Console.json(SimilarLine($0)) } }
    for line in SimilarTable().lines(similar) { Console.result(line) }
  }
}
