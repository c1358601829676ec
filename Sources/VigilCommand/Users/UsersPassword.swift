import ArgumentParser
import Foundation
import VigilStore

/// `vigil users password STATION NAME`.
struct UsersPassword: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "password", abstract: "Gives a user a new password, and ends all of the user's sessions.")

  @OptionGroup
  var user: UserArguments

  @OptionGroup
  var password: PasswordOptions

  func run() async throws {
    let users = try user.users()
    try users.setPassword(of: user.name, hash: try password.hash(for: user.name), at: Date())
    user.tell("new password, all sessions ended")
  }
}
