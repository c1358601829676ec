import Foundation
import Testing
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `The OpenAPI document` {
  private func document(_ station: RunningStation) throws -> [String: Any] {
    try station.nobody.get("/api/v1/openapi.json").object
  }

  @Test func `has the same paths, methods and rights as the router`() async throws {
    let station = try await RunningStation()
    var described: Set<RouteTable.Route> = []
    let paths = try #require(try document(station)["paths"] as? [String: [String: Any]])
    for (path, methods) in paths {
      for (method, operation) in methods where method != "parameters" {
        let text = try #require((operation as? [String: Any])?["x-right"] as? String)
        described.insert(
          RouteTable.Route(
            method: method.uppercased(), path: path, right: try #require(Right(rawValue: text))))
      }
    }
    #expect(described == Set(station.server.routes))
    #expect(station.server.routes.count == described.count && described.count > 15)
  }

  @Test func `asks for a session wherever a right is asked for`() async throws {
    let station = try await RunningStation()
    for (path, methods) in try #require(try document(station)["paths"] as? [String: [String: Any]]) {
      for (method, operation) in methods where method != "parameters" {
        let operation = try #require(operation as? [String: Any])
        let isOpen = (operation["security"] as? [Any])?.isEmpty == true
        #expect(isOpen == (operation["x-right"] as? String == "none"), "\(method) \(path)")
      }
    }
  }

  @Test(
    .enabled(
      if: CommandLineTool.path(of: "openapi-spec-validator") != nil,
      "openapi-spec-validator is a package of PyPI; make attack-web installs it"))
  func `is valid`() async throws {
    let station = try await RunningStation()
    let file = station.folder.path("openapi.json")
    try Data(try station.nobody.get("/api/v1/openapi.json").body).write(to: URL(filePath: file))
    try CommandLineTool.run("openapi-spec-validator", ["--errors", "all", file])
    // It finds something in what is wrong.
    try Data(#"{"openapi":"3.1.0","info":{}}"#.utf8).write(to: URL(filePath: file))
    #expect(throws: CommandLineTool.Failure.self) {
      try CommandLineTool.run("openapi-spec-validator", [file])
    }
    withExtendedLifetime(station) {}
  }
}
