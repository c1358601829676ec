import Foundation
import Testing
import VigilStore
import VigilTestSupport
import VigilWeb

@Suite(.ownThread) struct `Crops of an event` {
  private let ten = EventCrop.ten(width: 640, height: 360)

  @Test func `come with the event that is asked for by its id, and with no list`() async throws {
    let station = try await RunningStation(people: try StationUser.everybody)
    let event = try station.addEvent(crops: ten)
    let bare = try station.addEvent(10)
    let vera = try station.client("vera")
    let found = try vera.get("/api/v1/events/\(event.id)").object
    let crops = try #require(found["crops"] as? [[String: Any]])
    #expect(crops.count == 10 && crops.allSatisfy { $0["copyOf"] == nil })
    #expect(crops.map { $0["mirrored"] as? Bool } == (0..<10).map { $0 >= 5 })
    #expect(
      crops.compactMap { $0["score"] as? Double }.map { ($0 * 100).rounded() } == [
        65, 70, 75, 86, 80, 68, 67, 84, 73, 82,
      ])
    for key in ["x", "y", "width", "height"] {
      #expect(crops.allSatisfy { (0...1).contains($0[key] as? Double ?? -1) }, "\(key)")
    }
    #expect(try vera.get("/api/v1/events/\(bare.id)").object["crops"] == nil)
    #expect(try !vera.get("/api/v1/events").text.contains("crops"))
    #expect(try station.client("yuri").get("/api/v1/events/\(event.id)").status == 404)
  }

  @Test func `that were left out say of which they are a copy`() async throws {
    let station = try await RunningStation()
    let crops = EventCrop.ten(width: 640, height: 360, leavingOut: Set((0..<10).filter { $0 != 4 }))
    let event = try station.addEvent(crops: crops)
    let found = try station.nobody.get("/api/v1/events/\(event.id)").object["crops"] as? [[String: Any]]
    #expect(found?.map { $0["copyOf"] as? Int } == (0..<10).map { $0 == 4 ? nil : 4 })
    let page = try station.nobody.get("/events/\(event.id)").text
    #expect(page.contains("Parts without a score were left out, since there was no time for them."))
    #expect(page.matches(of: /<td class="number">left out<\/td>/).count == 4)
    #expect(!page.contains("mirrored"))
  }

  @Test func `are parts of the picture on its page, with a table and words for the shades`() async throws {
    let station = try await RunningStation()
    let event = try station.addEvent(crops: ten)
    let bare = try station.nobody.get("/events/\(event.id)").text
    #expect(bare.contains("<table id=\"parts\">") && !bare.contains("class=\"layers\""))
    let picture = try station.add([1], kind: .picture, event: event.id, path: "1.jpg")
    let page = try station.nobody.get("/events/\(event.id)").text
    #expect(page.contains("<div class=\"layers\"><img src=\"/api/v1/media/\(picture.id)\""))
    let words = "The parts of the picture shaded by their scores, the highest, 0.850, outlined: bottom right"
    #expect(page.contains("role=\"img\" aria-label=\"\(words)\""))
    // Five rows of five, but no crop has the middle of the upper and the lower edge.
    let shades = page.matches(of: /<rect x="([0-9.]+)" y="([0-9.]+)"[^>]*fill-opacity="([0-9.]+)"\/>/)
    #expect(shades.count == 23)
    let area = page.matches(of: /width="([0-9.]+)" height="([0-9.]+)" fill-opacity/)
      .compactMap { match in Double(match.1).flatMap { width in Double(match.2).map { width * $0 } } }
      .reduce(0, +)
    #expect(abs(area - (1e6 - 2 * 7 / 455 * 62_500)) < 500)
    for words in [
      "Top left", "Top right", "Bottom left", "Bottom right <span class=\"note\">highest</span>", "Centre",
    ] {
      #expect(page.contains("<th scope=\"row\">\(words)</th>"), "\(words)")
    }
    #expect(page.contains("Each was scored as it is and mirrored; its score is the mean of both."))
    #expect(page.contains("this is no outline of what was seen"))
  }

  @Test func `of a model that sees one are a sentence, and of none nothing`() async throws {
    let station = try await RunningStation()
    func page(_ crops: [EventCrop]) throws -> String {
      try station.nobody.get("/events/\(station.addEvent(crops: crops).id)").text
    }
    #expect(try !page([]).contains("Parts of the picture"))
    let whole = try page([EventCrop(x: 0, y: 0, width: 1, height: 1, score: 0.75)])
    #expect(whole.contains("The model scores the picture as a whole") && !whole.contains("id=\"parts\""))
    let centre = try page([EventCrop(x: 0.25, y: 0.0625, width: 0.5, height: 0.875, score: 0.75)])
    #expect(centre.contains("The model scores one part of the picture only, its centre"))
  }
}
