import Foundation
import Testing
import VigilStore
import VigilTestSupport
import VigilWeb

/// Class 8: other sites' pages, "drive-by" on localhost, DNS rebinding; and class 14: internal ports and headers that are believed.
@Suite(.ownThread) struct `Where a request comes from` {
  private let arming = #"{"armed":false}"#

  @Test(arguments: [
    "evil.example", "evil.example:8321", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.0.1",
    "127.0.0.1@evil.example", "localhost:", "localhost:x", "localhost:99999", "[::1", "", " ",
  ])
  func `is the station's own name, also without a password`(host: String) async throws {
    let station = try await RunningStation()
    var client = station.nobody
    client.host = host
    #expect([400, 421].contains(try client.get("/api/v1/cameras").status))
    #expect([400, 421].contains(try client.get("/healthz").status))
  }

  @Test(arguments: ["localhost", "LOCALHOST:1", "127.0.0.1:80", "127.8.9.1", "[::1]:8321", "station.example"])
  func `may be any name of this machine, and what the file lists`(host: String) async throws {
    let station = try await RunningStation { $0.hosts = ["Station.Example"] }
    var client = station.nobody
    client.host = host
    #expect(try client.get("/api/v1/cameras").status == 200)
  }

  @Test func `may be an address in digits where other machines are let in, but no name`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)]) { $0.address = "0.0.0.0" }
    var client = try station.client("ada")
    for (host, status) in [("192.168.0.1:8321", 200), ("[fe80::1]", 200), ("evil.example", 421)] {
      client.host = host
      #expect(try client.get("/api/v1/cameras").status == status, "\(host)")
    }
  }

  @Test(arguments: [
    ["Origin": "http://evil.example"], ["Origin": "null"], ["Origin": "http://localhost.evil.example"],
    ["Origin": "http://localhost:1"], ["Origin": "file://localhost"], ["Origin": ""],
    ["Sec-Fetch-Site": "cross-site"],
    ["Sec-Fetch-Site": "same-site"], ["Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"],
  ])
  func `is no other site's page, also without a password`(headers: [String: String]) async throws {
    let station = try await RunningStation()
    let answer = try station.nobody.ask("PUT", "/api/v1/cameras/gate/armed", headers, json: arming)
    #expect(answer.status == 403)
    #expect(try station.changed.isEmpty)
    #expect(try station.nobody.ask("POST", "/api/v1/session", headers, json: "{}").status == 403)
    #expect(try station.nobody.ask("DELETE", "/api/v1/session", headers).status == 403)
  }

  @Test func `may be the station's own page, or a program`() async throws {
    let station = try await RunningStation()
    for headers in [
      [:], ["Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"], ["Sec-Fetch-Site": "none"],
    ] {
      #expect(
        try station.nobody.ask("PUT", "/api/v1/cameras/gate/armed", headers, json: arming).status == 200)
    }
  }

  @Test func `is not read by another site's page, and never allowed to be`() async throws {
    let station = try await RunningStation()
    let file = try station.add([1])
    #expect(
      try station.nobody.get("/api/v1/media/\(file.id)", ["Sec-Fetch-Site": "cross-site"]).status == 403)
    for method in ["GET", "OPTIONS"] {
      let answer = try station.nobody.ask(
        method, "/api/v1/cameras", ["Origin": "http://evil.example", "Access-Control-Request-Method": "PUT"])
      #expect(!answer.headers.contains { $0.name.hasPrefix("access-control") })
    }
  }

  @Test(arguments: [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/json",
  ])
  func `cannot be a form, whose body is no JSON`(type: String) async throws {
    let station = try await RunningStation()
    let answer = try station.nobody.ask(
      "PUT", "/api/v1/cameras/gate/armed", ["Content-Type": type], json: arming)
    #expect(answer.status == 415)
    #expect(try station.changed.isEmpty)
  }

  @Test func `is not believed from headers that anybody can send`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)])
    for header in [
      "X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-User", "Remote-User", "X-Forwarded-Host",
      "X-Original-URL", "X-HTTP-Method-Override",
    ] {
      for value in ["127.0.0.1", "ada", "/healthz", "for=127.0.0.1"] {
        #expect(try station.nobody.get("/api/v1/cameras", [header: value]).status == 401)
        #expect(try station.nobody.get("/metrics", [header: value]).status == 401)
      }
    }
    // Another address each time does not help whoever guesses.
    var attempts = 0
    while try station.nobody.ask(
      "POST", "/api/v1/session", ["X-Forwarded-For": "10.0.0.\(attempts)"],
      json: #"{"name":"ada","password":"x"}"#
    ).status == 401 { attempts += 1 }
    #expect(attempts == 5)
  }

  @Test func `is believed of proxies in the file, from the end of what they say`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)]) { $0.proxies = ["127.0.0.1"] }
    func attempt(_ chain: String) throws -> Int {
      try station.nobody.ask(
        "POST", "/api/v1/session", ["X-Forwarded-For": chain], json: #"{"name":"ada","password":"x"}"#
      ).status
    }
    for index in 0..<5 { #expect(try attempt("6.6.6.\(index), 10.0.0.1") == 401) }
    #expect(try attempt("10.0.0.2, 10.0.0.1") == 429)
    #expect(try attempt("10.0.0.2") == 401)
    let answer = try station.nobody.ask(
      "POST", "/api/v1/session", ["X-Forwarded-For": "10.0.0.3", "X-Forwarded-Proto": "https"],
      json: #"{"name":"ada","password":"\#(RunningStation.password)"}"#)
    #expect(answer["set-cookie"]?.hasSuffix("; Secure") == true)
  }

  @Test func `is not a proxy before a station without users, which would let everybody in`() async throws {
    let station = try await RunningStation()
    for header in [
      "X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Proto", "X-Forwarded-Host",
    ] {
      #expect(try station.nobody.get("/api/v1/cameras", [header: "1.2.3.4"]).status == 403, "\(header)")
    }
  }

  @Test(.enabled(if: Wire.hasIPv6, "this machine has no IPv6"))
  func `is the same proxy where a socket for both kinds writes its address as one of IPv6`() async throws {
    let station = try await RunningStation(people: [try .with("ada", .admin)]) {
      ($0.address, $0.proxies) = ("::", ["127.0.0.1"])
    }
    for index in 0..<25 {
      let answer = try station.nobody.ask(
        "POST", "/api/v1/session", ["X-Forwarded-For": "10.0.0.\(index)"],
        json: #"{"name":"user\#(index)","password":"x"}"#)
      #expect(answer.status == 401)
    }
  }

  @Test func `reads metrics with a token or as an admin, and nothing else with the token`() async throws {
    let token = "a token for monitoring"
    let station = try await RunningStation(people: try StationUser.everybody) { $0.metricsToken = token }
    let bearer = ["Authorization": "Bearer \(token)"]
    #expect(try station.nobody.get("/metrics", bearer).status == 200)
    #expect(try station.nobody.get("/metrics", ["Authorization": "Bearer \(token)x"]).status == 401)
    #expect(try station.nobody.get("/metrics", ["Authorization": token]).status == 401)
    #expect(try station.nobody.get("/api/v1/cameras", bearer).status == 401)
    #expect(try station.client("vera").get("/metrics").status == 403)
    await #expect(throws: WebError.self) { try await RunningStation { $0.metricsToken = "short" } }
  }
}
