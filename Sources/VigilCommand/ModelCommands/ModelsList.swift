import ArgumentParser
import VigilCore
import VigilModels

/// `vigil models list`.
struct ModelsList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the models of this machine.")

  func run() throws {
    let (table, broken) = try ModelLibrary().table()
    for line in TextTable.lines(table) { Console.result(line) }
    guard broken.isEmpty else { throw CommandError(broken.joined(separator: "; ")) }
  }
}
