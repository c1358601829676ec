import ArgumentParser
import VigilStation

/// `vigil events show STATION ID…`.
struct EventsShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows all that is known of events: why, files, scores.")

  @OptionGroup
  var chosen: EventArguments

  func run() async throws {
    let store = try chosen.place.store()
    for (number, event) in try chosen.found(in: store).enumerated() {
      for line in (number == 0 ? [] : [""]) + (try EventPage(event, in: store).lines()) {
        Console.result(line)
      }
    }
  }
}
