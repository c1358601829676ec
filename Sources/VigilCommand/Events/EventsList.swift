public import ArgumentParser
import Foundation
public import VigilStation
public import VigilStore

/// `vigil events list STATION`.
struct EventsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists events, the newest first.")

  @OptionGroup
  var place: StationArgument

  @Option(help: "Only of this camera; may be given several times.")
  var camera: [String] = []

  @Option(help: "Only of this severity.")
  var severity: EventSeverity?

  @Option(help: "Only those that end at this date or later: \(DatePhrase.meaning).")
  var since: DatePhrase?

  @Option(help: "Only those that begin before this date.")
  var until: DatePhrase?

  @Flag(help: "Only kept ones.")
  var kept = false

  @Flag(help: "Only those that nobody has acknowledged.")
  var unacknowledged = false

  @Option(help: "How many at most.")
  var limit = 50

  @Flag(help: "Print a line of JSON for each event.")
  var json = false

  func validate() throws {
    try require((1...10_000).contains(limit), "--limit takes 1 to 10000")
  }

  func run() async throws {
    let now = Date()
    let query = EventQuery(
      cameras: camera.isEmpty ? nil : camera, severity: severity, isKept: kept ? true : nil,
      isAcknowledged: unacknowledged ? false : nil, from: since?.date(at: now), to: until?.date(at: now),
      limit: limit)
    let store = try place.store()
    let events = try store.events(query)
    if json { return try EventLine.lines(events, in: store).forEach { try Console.json($0) } }
    for line in EventTable().lines(events, isFiltered: query != EventQuery(limit: limit)) {
      Console.result(line)
    }
  }
}

extension EventSeverity: ExpressibleByArgument {}

extension DatePhrase: ExpressibleByArgument {
  /// Reads a phrase.
  public init?(argument: String) { self.init(argument) }
}
