import ArgumentParser
import VigilStation

/// `vigil events show STATION ID…`.
struct EventsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows all that is known of events: why, files, scores.")

  @OptionGroup
  var chosen: EventArguments

  @Flag(help: "Print a line of JSON for each event.")
  var json = false

  func run() async throws {
    let store = try chosen.place.store()
    if json {
      return try EventLine.lines(chosen.found(in: store), in: store).forEach { try Console.json($0) }
    }
    for (number, event) in try chosen.found(in: store).enumerated() {
      for line in (number == 0 ? [] : [""]) + (try EventPage(event, in: store).lines()) {
        Console.result(line)
      }
    }
  }
}
