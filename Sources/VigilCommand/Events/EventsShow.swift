import ArgumentParser
import VigilStation
import VigilStore

/// `vigil events show STATION ID…`.
struct EventsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows all that is known of events: why, files, scores.")

  @OptionGroup
  var chosen: EventArguments

  @Flag(help: "Print a line of JSON for each event, with the crops of its peak.")
  var json = false

  func run() async throws {
    let store = try chosen.place.store()
    if json {
      for event in try chosen.found(in: store) {
        let seen = try store.acknowledgements(of: [event.id])[event.id]
        try Console.json(EventLine(event, seen: seen, crops: try store.crops(of: event.id)))
      }
      return
    }
    for (number, event) in try chosen.found(in: store).enumerated() {
      for line in (number == 0 ? [] : [""]) + (try EventPage(event, in: store).lines()) {
        Console.result(line)
      }
    }
  }
}
