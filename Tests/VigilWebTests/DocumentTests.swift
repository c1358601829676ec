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

  private static let hasValidator =
    (try? CommandLineTool.run("python3", ["-c", "import openapi_spec_validator"])) != nil

  @Test(.enabled(if: hasValidator, "openapi-spec-validator is a package of Python"))
  func `is valid`() async throws {
    let station = try await RunningStation()
    let file = station.folder.path("openapi.json")
    try Data(try station.nobody.get("/api/v1/openapi.json").body).write(to: URL(filePath: file))
    try CommandLineTool.run(
      "python3",
      ["-c", "import json,sys,openapi_spec_validator as v; v.validate(json.load(open(sys.argv[1])))", file])
  }
}
