import ArgumentParser
import Foundation
import VigilStation
import VigilStore

/// `vigil users add STATION NAME`.
struct UsersAdd: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Adds somebody who can sign in; may be used before the station's first start.")

  @OptionGroup
  var user: UserArguments

  @Option(help: "What the user may do.")
  var role = UserRole.viewer

  @Option(help: "The only cameras that exist for the user, such as door,yard; all if not given.")
  var cameras: CameraNames?

  @OptionGroup
  var password: PasswordOptions

  func validate() throws {
    try require(role != .admin || cameras == nil, "an admin sees all cameras; leave out --cameras")
  }

  func run() async throws {
    try StationUsers.check(name: user.name)
    let place = try StationPlace(beforeFirstStart: user.place.station)
    if let cameras { try place.check(cameras: cameras.names) }
    let users = try place.users(mayBeFirst: true)
    try users.checkFree(user.name)
    let (isFirst, only) = (try users.isEmpty, cameras.map { Set($0.names) })
    try users.add(
      StationUser(
        name: user.name, role: role, cameras: only, passwordHash: try password.hash(for: user.name),
        created: Date()))
    user.tell("added as \(UserTable.rights(role, only))")
    if isFirst { Console.diagnostic("note: from now on everybody has to sign in, also on this machine") }
  }
}
