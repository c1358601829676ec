import Foundation
import Testing
import VigilHashing
import VigilStore
import VigilTestSupport

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `Users on the command line` {
  let folder: TemporaryFolder
  let secret = "canary horse battery"

  init() throws {
    folder = try TemporaryFolder()
    try Data(
      """
      folder: data
      user: viewer
      password: ${VIGIL_NOWHERE}
      cameras:
        door: {source: 'rtsp://127.0.0.1/a'}
        yard: {source: 'rtsp://127.0.0.1/b', treshold: 1}

      """.utf8
    ).write(to: folder.appending("station.yaml"))
  }

  /// Runs `vigil users VERB PLACE …`, whose output must never have the password.
  private func users(_ arguments: String..., input: String? = nil) throws -> VigilCommand.Outcome {
    let outcome = try VigilCommand(
      ["users"] + arguments, in: folder.url, environment: ["TZ": "UTC"], input: input.map { Data($0.utf8) }
    ).finish()
    #expect(!(outcome.output + outcome.errors).contains("canary"))
    return outcome
  }

  private func addAda() throws {
    let outcome = try users(
      "add", "station.yaml", "ada", "--role", "admin", "--password-stdin", input: secret)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  private var stored: StationUsers {
    get throws { try StationUsers(besideStationIn: folder.appending("data"), makesDatabase: false) }
  }

  private func hasPassword(_ name: String, _ password: String) throws -> Bool {
    let hash = try #require(try stored.user(name)?.passwordHash)
    return try #require(PasswordHash(hash)).isHash(of: password)
  }

  @Test func `are added before the first start, for which the database is made`() throws {
    let early = try users("list", "station.yaml")
    #expect(early.status == 1 && early.errors.contains("never ran"), "\(early.errors)")
    #expect(early.errors.contains("vigil users add") && early.errorLines.count == 1)
    #expect(try folder.names() == ["station.yaml"])
    let first = try users(
      "add", "station.yaml", "ada", "--role", "admin", "--password-stdin", input: "\(secret)\n")
    #expect(first.output == "ada: added as admin of all cameras; holds from the next request on\n")
    #expect(first.status == 0 && first.errors.contains("everybody has to sign in"), "\(first.errors)")
    let second = try users(
      "add", "data", "vera", "--password-stdin", input: "\(secret)\r\nanother line\n")
    #expect(second.output == "vera: added as viewer of all cameras; holds from the next request on\n")
    #expect(second.errors.isEmpty)
    #expect(try hasPassword("ada", secret) && hasPassword("vera", secret))
    // A station starts on it.
    try StationStore(folder: folder.appending("data")).close()
  }

  @Test(.enabled(if: geteuid() == 0))
  func `are kept for the owner of the station's folder, also if root adds the first one`() throws {
    let data = folder.appending("data")
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: false)
    let owner = 12_345
    try #require(chown(data.path, uid_t(owner), gid_t(owner)) == 0)
    try addAda()
    let names = try FileManager.default.contentsOfDirectory(atPath: data.path)
    #expect(names.contains("station.sqlite") && names.contains("station.lock"))
    for name in names {
      let file = try FileManager.default.attributesOfItem(atPath: data.appending(path: name).path)
      #expect((file[.ownerAccountID] as? NSNumber)?.intValue == owner, "\(name)")
    }
  }

  @Test func `are listed, without what is kept of their passwords`() throws {
    try StationStore(folder: folder.appending("data")).close()
    #expect(try users("list", "station.yaml").output == "no users yet\n")
    #expect(try users("list", "station.yaml", "--json").output.isEmpty)
    try addAda()
    _ = try users(
      "add", "station.yaml", "vera", "--cameras", "yard,door", "--password-stdin", input: secret)
    let list = try users("list", "data").output
    #expect(list.hasPrefix("user  role    cameras      added"), "\(list)")
    #expect(list.contains("\nada   admin   all cameras  20"), "\(list)")
    #expect(list.contains("\nvera  viewer  door, yard   20"), "\(list)")
    let objects = try users("list", "station.yaml", "--json")
    #expect(objects.objects.map { $0["name"] as? String } == ["ada", "vera"])
    #expect(objects.objects.map { $0["cameras"] as? [String] } == [nil, ["door", "yard"]])
    #expect(objects.output.contains(#""cameras":null"#) && objects.output.contains(#""role":"viewer""#))
    #expect(!(list + objects.output).contains("scrypt"))
  }

  @Test func `are changed and removed while the station runs`() throws {
    let station = try StationStore(folder: folder.appending("data"))
    defer { try? station.close() }
    let now = Date()
    try addAda()
    let olga = StationUser(
      name: "olga", role: .viewer, cameras: ["door"],
      passwordHash: try Password.hash(of: secret, .init(logN: 4, r: 8, p: 1)), created: now)
    try station.users.add(olga)
    let isSignedIn = try station.users.addSession(
      of: "olga", checked: olga.passwordHash, digest: "d", at: now, expires: now + 3600)
    #expect(isSignedIn)
    func change(_ arguments: String...) throws -> (text: String, olga: StationUser?) {
      let outcome = try VigilCommand(["users", "change", "station.yaml", "olga"] + arguments, in: folder.url)
        .finish()
      #expect(outcome.status == 0, "\(outcome.errors)")
      return (outcome.output, try station.users.session("d", at: now)?.user)
    }
    let role = try change("--role", "operator")
    #expect(role.text == "olga: operator of door; holds from the next request on\n")
    #expect(role.olga?.role == .operator && role.olga?.cameras == ["door"])
    #expect(try change("--cameras", "door,yard").olga?.cameras == ["door", "yard"])
    #expect(try change("--all-cameras").olga?.cameras == .some(nil))
    _ = try change("--cameras", "yard", "--role", "viewer")
    let admin = try change("--role", "admin")
    #expect(admin.text.contains("admin of all cameras") && admin.olga?.cameras == .some(nil))
    let password = try users(
      "password", "station.yaml", "olga", "--password-stdin", input: "another canary\n")
    #expect(password.output.contains("olga: new password, all sessions ended"), "\(password.errors)")
    #expect(try station.users.session("d", at: now) == nil)
    #expect(try hasPassword("olga", "another canary") && !hasPassword("olga", secret))
    let removed = try users("remove", "station.yaml", "olga")
    #expect(removed.output == "olga: removed; holds from the next request on\n" && removed.errors.isEmpty)
    let last = try users("remove", "station.yaml", "ada")
    #expect(last.status == 0 && last.errors.hasPrefix("warning: nobody can sign in"), "\(last.errors)")
    #expect(try station.users.isEmpty)
  }

  @Test(arguments: [
    (["add", "station.yaml", "ada"], "already"), (["add", "station.yaml", "Ada"], "a-z"),
    (["add", "station.yaml", "local"], "another name"),
    (["remove", "station.yaml", "eve"], "there is no user eve; vigil users list"),
    (["password", "station.yaml", "eve"], "there is no user eve"),
    (["change", "station.yaml", "eve", "--role", "viewer"], "there is no user eve"),
    (["add", "station.yaml", "bob", "--cameras", "dor"], #"did you mean "door"?"#),
    (["change", "station.yaml", "ada", "--cameras", "garage"], "it has door, yard"),
    (["add", "data", "bob", "--cameras", "door"], "name the station's file"),
    (["add", "station.yaml", "bob"], "--password-stdin"),
    (["password", "station.yaml", "ada"], "--password-stdin"),
    (["add", ".", "bob"], "is this the station's folder?"), (["list", "none.yaml"], "none.yaml"),
  ]) func `are refused in one line`(arguments: [String], reason: String) throws {
    try addAda()
    let before = try stored.all
    let outcome = try VigilCommand(["users"] + arguments, in: folder.url, input: Data(secret.utf8)).finish()
    #expect(outcome.status == 1 && outcome.output.isEmpty)
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(reason), "\(outcome.errors)")
    #expect(!outcome.errors.contains("canary"))
    #expect(try stored.all == before)
    #expect(try folder.names() == ["data", "station.yaml"])
  }

  @Test(arguments: [
    (["add", "station.yaml", "bob", "--role", "boss"], "viewer"),
    (["add", "station.yaml", "bob", "--role", "admin", "--cameras", "door"], "an admin sees all cameras"),
    (["add", "station.yaml", "bob", "--cameras", "door,"], "--cameras"),
    (["add", "station.yaml", "bob", "--password", "canary"], "Unknown option"),
    (["change", "station.yaml", "bob"], "give --role, --cameras or --all-cameras"),
    (["change", "station.yaml", "bob", "--cameras", "door", "--all-cameras"], "give one of"),
    (["remove", "station.yaml"], "name"),
  ]) func `are refused for arguments that say nothing sensible`(arguments: [String], reason: String) throws {
    let outcome = try VigilCommand(["users"] + arguments, in: folder.url).finish()
    #expect(outcome.status == 64 && outcome.errors.contains(reason), "\(outcome.errors)")
    #expect(try folder.names() == ["station.yaml"])
  }

  @Test(arguments: [
    ("", "no password was given"), ("\n", "at least 10 characters"), ("canary\n", "at least 10 characters"),
    (String(repeating: "canary", count: 100), "at most 512 bytes"),
    (String(repeating: "canary", count: 1000), "at most 512 bytes"), ("canary horse\0\n", "NUL"),
  ]) func `are refused without a password that can be one`(input: String, reason: String) throws {
    try addAda()
    for verb in [["add", "station.yaml", "bob"], ["password", "station.yaml", "ada"]] {
      let outcome = try VigilCommand(
        ["users"] + verb + ["--password-stdin"], in: folder.url, input: Data(input.utf8)
      ).finish()
      #expect(outcome.status == 1 && outcome.errorLines.count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains(reason) && !outcome.errors.contains("canary"), "\(outcome.errors)")
    }
    #expect(try stored.all.map(\.name) == ["ada"])
    #expect(try hasPassword("ada", secret))
  }

  @Test func `are refused with a password that is no text`() throws {
    let outcome = try VigilCommand(
      ["users", "add", "station.yaml", "bob", "--password-stdin"], in: folder.url,
      input: Data(repeating: 0xff, count: 20)
    ).finish()
    #expect(outcome.status == 1 && outcome.errors.contains("UTF-8"), "\(outcome.errors)")
  }

  @Test func `are asked twice for the password by a terminal that does not show it`() throws {
    let added = try TypedTerminal(
      "users", "add", "station.yaml", "ada", in: folder.url, typing: [secret, secret])
    #expect(added.status == 0 && added.echoes == [false, false] && added.echoesAfterwards)
    #expect(added.shown.hasPrefix("Password of ada: \r\nOnce more: \r\nada: added"), "\(added.shown)")
    #expect(!added.shown.contains("canary"))
    #expect(try hasPassword("ada", secret))
    let changed = try TypedTerminal(
      "users", "password", "station.yaml", "ada", "--password-stdin", in: folder.url,
      typing: ["änother canary", "änother canary"])
    #expect(changed.status == 0 && changed.echoes == [false, false], "\(changed.shown)")
    #expect(try hasPassword("ada", Password.normal("änother canary")))
  }

  @Test(arguments: [
    (["first canary", "second canary"], 2, 1, "the two passwords differ; nothing was changed"),
    (["canary", "unasked"], 1, 1, "at least 10 characters"), (["^D"], 1, 1, "no password was given"),
    (["^C"], 1, 130, ""), (["first canary", "^C"], 2, 130, ""),
  ]) func `are left alone, and the terminal as it was, if no password is typed`(
    answers: [String], questions: Int, status: Int32, reason: String
  ) throws {
    let terminal = try TypedTerminal(
      "users", "add", "station.yaml", "ada", in: folder.url, typing: answers)
    #expect(terminal.status == status && terminal.echoesAfterwards, "\(terminal.shown)")
    #expect(terminal.echoes == Array(repeating: false, count: questions))
    #expect(reason.isEmpty || terminal.shown.contains(reason), "\(terminal.shown)")
    #expect(!terminal.shown.contains("canary"))
    #expect(try stored.isEmpty)
  }
}
