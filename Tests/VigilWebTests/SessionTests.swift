import Foundation
import Testing
import VigilHashing
import VigilStore
import VigilTestSupport
import VigilWeb

/// Class 9, default and weak secrets, and class 10, tokens that outlive a password or are made up.
@Suite(.ownThread) struct `A session` {
  private func signIn(_ station: RunningStation, _ name: String, _ password: String) throws -> Answer {
    try station.nobody.ask("POST", "/api/v1/session", json: #"{"name":"\#(name)","password":"\#(password)"}"#)
  }

  @Test func `is a cookie out of reach of scripts and other sites, of which only the digest is stored`()
    async throws
  {
    let station = try await RunningStation(people: [try .with("ada", .admin)])
    let answer = try signIn(station, "ada", RunningStation.password)
    let cookie = try #require(answer["set-cookie"])
    let token = try #require(
      cookie.wholeMatch(
        of: /vigil_session=([A-Za-z0-9_-]{43}); Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict/)?.1)
    #expect(try answer.object["name"] as? String == "ada")
    for name in try station.folder.names() {
      let content = try? Data(contentsOf: station.folder.url.appending(path: name))
      #expect(content?.firstRange(of: Data(token.utf8)) == nil)
      #expect(content?.firstRange(of: Data(RunningStation.password.utf8)) == nil)
    }
  }

  @Test func `ends with its time`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)])
    let ada = try station.client("ada")
    station.clock.advance(7 * 86_400 - 1)
    #expect(try ada.get("/api/v1/session").status == 200)
    station.clock.advance(1)
    #expect(try ada.get("/api/v1/session").status == 401)
  }

  @Test func `ends when it is signed out, and the others of the user go on`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)])
    let (here, there) = (try station.client("ada"), try station.client("ada"))
    let answer = try here.ask("DELETE", "/api/v1/session")
    #expect(answer.status == 204 && answer["set-cookie"]?.contains("Max-Age=0") == true)
    #expect(try here.get("/api/v1/session").status == 401)
    #expect(try there.get("/api/v1/session").status == 200)
  }

  @Test func `ends with the password it was opened with`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin), try .with("vera", .viewer)])
    let (ada, vera) = (try station.client("ada"), try station.client("vera"))
    try station.users.setPassword(
      of: "ada", hash: try Password.hash(of: "another password", RunningStation.cost), at: station.clock.date)
    #expect(try ada.get("/api/v1/session").status == 401)
    #expect(try vera.get("/api/v1/session").status == 200)
    #expect(try signIn(station, "ada", RunningStation.password).status == 401)
    #expect(try signIn(station, "ada", "another password").status == 201)
  }

  @Test func `is not opened by a token that somebody makes up, or puts into a browser first`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)])
    var mallory = station.nobody
    for token in [
      String(repeating: "A", count: 43), "", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.", "' OR 1=1 --",
    ] {
      mallory.cookie = "vigil_session=\(token)"
      #expect(try mallory.get("/api/v1/session").status == 401)
    }
    mallory.cookie = "vigil_session=\(String(repeating: "A", count: 43))"
    let answer = try mallory.ask(
      "POST", "/api/v1/session", json: #"{"name":"ada","password":"\#(RunningStation.password)"}"#)
    #expect(answer.status == 201 && answer["set-cookie"]?.contains("AAAAAAAA") == false)
    #expect(try mallory.get("/api/v1/session").status == 401)
  }

  @Test func `does not become another user's: the one before ends, and a new one begins`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin), try .with("vera", .viewer)])
    let vera = try station.client("vera")
    let answer = try vera.ask(
      "POST", "/api/v1/session", json: #"{"name":"ada","password":"\#(RunningStation.password)"}"#)
    #expect(answer.status == 201)
    #expect(try vera.get("/api/v1/session").status == 401)
  }

  @Test func `is one of twenty at most`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)])
    let first = try station.client("ada")
    for _ in 0..<20 {
      station.clock.advance(60)
      _ = try station.client("ada")
    }
    #expect(try first.get("/api/v1/session").status == 401)
  }

  @Test func `is refused in the same words for a wrong name and a wrong password`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)])
    let (name, password) = (
      try signIn(station, "eve", "whatever it is"), try signIn(station, "ada", "whatever it is")
    )
    #expect(name.status == 401 && name.status == password.status && name.text == password.text)
  }

  @Test func `is refused without a check after five wrong passwords, until it has cooled`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)])
    for _ in 0..<5 { #expect(try signIn(station, "ada", "wrong password").status == 401) }
    let limited = try signIn(station, "ada", RunningStation.password)
    #expect(limited.status == 429 && limited["retry-after"] == "60")
    // A name that nobody has is limited in the same way.
    for _ in 0..<5 { #expect(try signIn(station, "eve", "wrong password").status == 401) }
    #expect(try signIn(station, "eve", "wrong password").status == 429)
    station.clock.advance(61)
    #expect(try signIn(station, "ada", RunningStation.password).status == 201)
    #expect(try signIn(station, "ada", "wrong password").status == 401)
  }

  @Test func `is not opened, and no limit passed by, under a name with something behind a NUL`() async throws
  {
    let station = try await RunningStation(people: [try .with("ada", .admin)]) { $0.proxies = ["127.0.0.1"] }
    #expect(try signIn(station, "ada\\u0000x", RunningStation.password).status == 401)
    #expect(try station.users.user("ada\u{0}x") == nil)
    for index in 0..<100 {
      _ = try station.nobody.ask(
        "POST", "/api/v1/session", ["X-Forwarded-For": "10.0.0.\(index)"],
        json: #"{"name":"ada","password":"x"}"#)
    }
    // From many machines, too.
    #expect(try signIn(station, "ada", RunningStation.password).status == 429)
  }

  @Test func `is refused to a machine that tries many names`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)])
    var refused = 0
    while try signIn(station, "user\(refused)", "wrong password").status == 401 { refused += 1 }
    #expect(refused == 20)
  }

  @Test func `rehashes a password that was cheaper to guess, and goes on`() async throws {
    var ada = try StationUser.with("ada", .admin)
    ada.passwordHash = try Password.hash(of: RunningStation.password, .init(logN: 3, r: 8, p: 1))
    let station = try await RunningStation(people: [ada])
    let client = try station.client("ada")
    #expect(try station.users.user("ada")?.passwordHash.contains("ln=4") == true)
    #expect(try client.get("/api/v1/session").status == 200)
  }

  @Test func `is not to be had beyond this machine without a user`() async throws {
    await #expect { try await RunningStation { $0.address = "0.0.0.0" } } throws: { error in
      (error as? WebError)?.code == .passwordMissing && "\(error)".contains("vigil users add")
    }
    let station = try await RunningStation(people: [try .with("ada", .admin)]) { $0.address = "0.0.0.0" }
    #expect(try station.nobody.get("/api/v1/cameras").status == 401)
  }

  @Test(arguments: ["", "short", "123456789", String(repeating: "x", count: 513), "with a \0 in it"])
  func `is not opened by a password that is none`(password: String) {
    #expect(throws: StoreError.self) { try Password.hash(of: password, RunningStation.cost) }
  }
}
