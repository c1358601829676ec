import Foundation
import VigilStation
import VigilStore

/// All cameras of a viewer, as they are now; a script goes on from there.
struct CamerasPage {
  /// A camera and what it found last.
  struct Tile {
    var camera: WatchedCamera
    var last: StoredEvent?
    /// The id of the picture of that event.
    var picture: Int64?
  }

  var tiles: [Tile]
  /// What is wrong and goes on.
  var notices: [CameraNotice]
  /// What keeps the station from its work.
  var faults: [String]
  var now: Date
  var text = PageText()

  /// A score that is older than this, in seconds, is told with its age.
  static let fresh = 3.0

  var content: HTML {
    """
    <h1>Cameras</h1>
    <p id="connection" class="banner" role="status"></p>
    \(faults.isEmpty ? nil : "<p class=\"banner shown\">The station does not do all of its work: \(faults.joined(separator: ", ")).</p>")
    <section id="notices" aria-labelledby="notices-title"\(notices.isEmpty ? " hidden" : "")>
    <h2 id="notices-title">What is wrong</h2>
    <ul>
    \(notices.map(row))
    </ul>
    </section>
    \(tiles.isEmpty ? "<p>No cameras are shown to you.</p>" : nil)
    <ul id="cameras" class="cameras" data-now="\(JSONAnswer.text(now))" data-zone="\(text.zone.identifier)">
    \(tiles.enumerated().map { "<li>\(tile($0.element, number: $0.offset))</li>" })
    </ul>
    <p id="said" class="unseen" role="status"></p>
    <p class="note">Times are those of the station, \(text.zoneName(at: now)).</p>
    """
  }

  private func row(_ notice: CameraNotice) -> HTML {
    """
    <li data-notice="\(Int(notice.id))"><bdi>\(notice.camera ?? "station")</bdi>: <bdi>\(notice.message)</bdi> \
    <span class="note">since \(text.element(notice.start))</span></li>
    """
  }

  private func tile(_ tile: Tile, number: Int) -> HTML {
    let camera = tile.camera
    let look = Look(camera, at: now)
    return """
      <article class="camera \(look.name)" data-camera="\(camera.name)" data-state="\(camera.state.rawValue)" \
      data-scored="\(camera.scoreDate.map(JSONAnswer.text) ?? "")" data-score="\(number4(camera.score))" \
      data-alarm="\(number4(camera.alarmThreshold))" data-review="\(number4(camera.reviewThreshold))" \
      aria-labelledby="camera-\(number)">
      <header><h2 id="camera-\(number)"><a href="\(CameraPage.address(camera.name))"><bdi>\(camera.name)</bdi></a></h2><span class="state">\(camera.state.rawValue)</span></header>
      <figure class="screen" hidden>
      <video muted playsinline hidden aria-label="Live picture of \(camera.name)"></video>
      <canvas hidden role="img" aria-label="Live picture of \(camera.name)"></canvas>
      <figcaption></figcaption>
      </figure>
      <p class="reading"><span class="score">\(PageText.score(camera.score))</span> <span class="verdict">\(look.verdict)</span></p>
      <svg class="spark" viewBox="0 0 300 64" preserveAspectRatio="none" role="img" \
      aria-label="Scores of the last five minutes"></svg>
      <p class="age">\(look.age.map { "last score \(PageText.age($0)) ago" } ?? "")</p>
      <ul class="remarks">\(remarks(camera).map { "<li><bdi>\($0)</bdi></li>" })</ul>
      \(last(tile))
      </article>
      """
  }

  private func last(_ tile: Tile) -> HTML {
    guard let event = tile.last else { return "<p class=\"last\">No events yet.</p>" }
    let picture: HTML? = tile.picture.map {
      "<img src=\"/api/v1/media/\(Int($0))\" alt=\"\" loading=\"lazy\" width=\"96\" height=\"54\">"
    }
    return """
      <p class="last"><a href="/events/\(event.id.text)">\(picture)<span>\(event.severity.title)\
      \(event.state == .open ? ", goes on since" : "") \(text.element(event.start))</span></a></p>
      """
  }

  /// What there is to say of a camera, each once: that it is lost is a state and a notice.
  private func remarks(_ camera: WatchedCamera) -> [String] {
    var remarks = camera.reason.isEmpty ? [] : [camera.reason]
    for remark in camera.quiet + camera.health.sorted(by: { $0.key < $1.key }).map(\.value)
    where !remarks.contains(remark) {
      remarks.append(remark)
    }
    return remarks
  }

  private func number4(_ value: Float?) -> String { value.finite.map { "\($0)" } ?? "" }
}

extension CamerasPage {
  /// How a camera is to look, by its state, its score and the score's age.
  struct Look: Hashable {
    /// The name of the style: `calm`, `review`, `alarm`, `stale` or `off`.
    var name: String
    /// The same in words.
    var verdict: String
    /// Seconds since the newest score, where it is not fresh.
    var age: Double?

    init(_ camera: WatchedCamera, at now: Date) {
      let age = camera.scoreDate.map { max(0, now.timeIntervalSince($0)) }
      guard camera.state != .off else {
        (name, verdict) = ("off", "off")
        return
      }
      guard let score = camera.score.finite, let age, age <= CamerasPage.fresh else {
        (name, verdict, self.age) = ("stale", age == nil ? "no score yet" : "no new score", age)
        return
      }
      if let limit = camera.alarmThreshold.finite, score >= limit {
        (name, verdict) = ("alarm", "above the alarm threshold")
      } else if let limit = camera.reviewThreshold.finite, score >= limit {
        (name, verdict) = ("review", "above the review threshold")
      } else {
        (name, verdict) = ("calm", "below the thresholds")
      }
    }
  }
}
