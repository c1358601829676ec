public import ArgumentParser
import VigilStation
public import VigilStore

/// `vigil users`.
struct Users: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Looks at and changes who can sign in at a station, also while it runs.",
    subcommands: [
      UsersAdd.self, UsersList.self, UsersChange.self, UsersPassword.self, UsersRemove.self,
    ])
}

/// The user that a verb is about.
struct UserArguments: ParsableArguments {
  @OptionGroup
  var place: StationArgument

  @Argument(help: "The user's name.")
  var name: String

  /// All users, among whom is this one.
  func users() throws -> StationUsers {
    let users = try place.users()
    _ = try users.user(named: name)
    return users
  }

  /// Says what is so now.
  func tell(_ what: String) { Console.result("\(name): \(what); holds from the next request on") }
}

extension StationArgument {
  /// The station's users.
  func users() throws -> StationUsers { try StationPlace(beforeFirstStart: station).users() }
}

extension UserRole: ExpressibleByArgument {}
