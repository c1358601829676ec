import ArgumentParser
import VigilStation
import VigilStore

/// `vigil users list STATION`.
struct UsersList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists who can sign in, and what they may do.")

  @OptionGroup
  var place: StationArgument

  @Flag(help: "Print a line of JSON for each user.")
  var json = false

  func run() async throws {
    let users = try place.users().all
    if json { return try users.forEach { try Console.json(UserLine($0)) } }
    for line in UserTable().lines(users) { Console.result(line) }
  }
}
