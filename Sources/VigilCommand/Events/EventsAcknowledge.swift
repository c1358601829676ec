import ArgumentParser
import Foundation
import VigilStation
import VigilStore

/// `vigil events acknowledge STATION ID…`.
struct EventsAcknowledge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "acknowledge",
    abstract: "Says that events were seen, so that no channel with escalate_after is told of them.")

  @OptionGroup
  var chosen: EventArguments

  @Option(help: "Who says so; the name of the user if not given.")
  var by: String?

  func run() async throws {
    let store = try chosen.place.store()
    for event in try chosen.found(in: store) {
      try StationStore.acknowledge(event.id, by: by ?? NSUserName(), besideStationIn: store.folder)
      let first = try store.acknowledgement(of: event.id)
      Console.result(
        "\(EventTable.shortID(event)): acknowledged" + (first.map { " by \($0.by)" } ?? ""))
    }
  }
}
