import Foundation
import Testing

/// The options on the pages of `docs/reference`, which `scripts/reference-options` writes, against the program.
@Suite struct `The reference` {
  /// What stands between two markers of a page.
  struct Section {
    var page: String
    var verb: String
    var text: String
  }

  private static let advice = "run scripts/reference-options"

  @Test func `has the options of every verb, once`() throws {
    let documented = try Self.sections().map(\.verb)
    let verbs = try Self.verbs()
    try #require(verbs.contains("detect") && verbs.contains("models import"))
    let missing = verbs.filter { !documented.contains($0) }
    #expect(missing.isEmpty, "give each a page in docs/reference with markers, and \(Self.advice)")
    #expect(documented.sorted() == Array(Set(documented)).sorted())
    #expect(Set(documented).subtracting(verbs).isEmpty, "there are no such verbs")
  }

  @Test func `shows what --help says`() throws {
    for section in try Self.sections() {
      let help = try Self.help(section.verb)
      #expect(
        section.text == "```\n\(help)\n```",
        "\(section.page) differs from vigil \(section.verb) --help; \(Self.advice)")
    }
  }

  /// The sections of all pages.
  private static func sections() throws -> [Section] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/reference").standardizedFileURL
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".md") }.sorted().flatMap { page in
      let text = try String(contentsOf: folder.appending(path: page), encoding: .utf8)
      return try text.components(separatedBy: "<!-- options: ").dropFirst().map { rest in
        let head = try #require(rest.range(of: " -->\n"), "a marker in \(page) has no end")
        let end = try #require(rest.range(of: "<!-- end of options -->"), "a section in \(page) has no end")
        let body = rest[head.upperBound..<end.lowerBound].trimmingCharacters(in: .newlines)
        return Section(page: page, verb: String(rest[..<head.lowerBound]), text: body)
      }
    }
  }

  /// What the program says of a verb from its usage on, in lines of 100 characters.
  private static func help(_ verb: String) throws -> String {
    let arguments = verb.split(separator: " ").map(String.init) + ["--help"]
    let outcome = try VigilCommand(arguments, environment: ["COLUMNS": "100"]).finish()
    let usage = try #require(outcome.output.range(of: "\nUSAGE: "), "there is no vigil \(verb)")
    return "USAGE: " + outcome.output[usage.upperBound...].trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Every verb that can be run and is shown, as `models import`.
  private static func verbs() throws -> [String] {
    let outcome = try VigilCommand(["--experimental-dump-help"]).finish()
    let tool = try JSONDecoder().decode(Tool.self, from: Data(outcome.output.utf8))
    return tool.command.leaves.filter { $0 != "help" }
  }

  /// The part of ArgumentParser's description of a program that names its verbs.
  private struct Tool: Decodable {
    var command: Command

    struct Command: Decodable {
      var commandName: String
      var shouldDisplay: Bool?
      var subcommands: [Command]?

      /// The names of the verbs below this one.
      var leaves: [String] {
        (subcommands ?? []).filter { $0.shouldDisplay ?? true }.flatMap { command in
          let below = command.leaves
          return below.isEmpty ? [command.commandName] : below.map { "\(command.commandName) \($0)" }
        }
      }
    }
  }
}
