import ArgumentParser
import VigilStore

/// `vigil users remove STATION NAME`.
struct UsersRemove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Removes a user with all sessions.")

  @OptionGroup
  var user: UserArguments

  func run() async throws {
    let users = try user.users()
    try users.remove(user.name)
    user.tell("removed")
    guard try users.isEmpty else { return }
    Console.diagnostic(
      "warning: nobody can sign in now; once restarted, the station lets everybody on this machine do everything, and does not start if other machines can reach it"
    )
  }
}
