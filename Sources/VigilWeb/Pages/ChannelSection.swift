import Foundation
import VigilStation
import VigilStore

/// Whom the station tells, what waits for them, and what keeps them silent for a time.
struct ChannelSection {
  var shown: ShownChannels
  var mayChange: Bool
  var text: PageText

  /// Nothing for a station without channels.
  var content: HTML? {
    guard !shown.channels.isEmpty else { return nil }
    return """
      <section class="card" aria-labelledby="channels-title">
      <h2 id="channels-title">Channels</h2>
      \(shown.snooze.map { "<p class=\"keeping\">Everything is snoozed \(SnoozeForm.words($0, text)) \(wake(Self.everything, "everything"))</p>" })
      <div class="scroll" tabindex="0" role="region" aria-labelledby="channels-title">
      <table>
      <thead><tr><th scope="col">Channel</th><th scope="col">Told</th><th scope="col" class="number">Waiting</th>\
      <th scope="col" class="number">Held back</th><th scope="col" class="number">Given up</th></tr></thead>
      <tbody>
      \(shown.channels.map(row))
      </tbody>
      </table>
      </div>
      \(mayChange ? SnoozeForm.form("Snooze channels", choices) : nil)
      <p class="note">What there is while a channel is snoozed is told in one message afterwards.</p>
      <p class="complaint" role="alert"></p>
      </section>
      """
  }

  private static let everything = "/api/v1/channels/snooze"

  private func path(_ name: String) -> String { "/api/v1/channels/\(PageText.encoded(name))/snooze" }

  private var choices: [(path: String, words: String)] {
    [(Self.everything, "everything")] + shown.channels.map { (path($0.channel.name), $0.channel.name) }
  }

  private func wake(_ path: String, _ what: String) -> HTML? {
    mayChange ? SnoozeForm.button("Wake", "DELETE", path, of: what) : nil
  }

  private func row(_ one: ShownChannels.Channel) -> HTML {
    let told: HTML =
      if let snooze = one.snooze {
        "snoozed \(SnoozeForm.words(snooze, text)) \(wake(path(one.channel.name), one.channel.name))"
      } else {
        "\(shown.snooze == nil ? one.channel.hours.words : "no")"
      }
    return """
      <tr><th scope="row"><bdi>\(one.channel.name)</bdi></th><td>\(told)</td><td class="number">\(one.counts.waiting)</td>\
      <td class="number">\(one.counts.held)</td><td class="number">\(one.counts.lost)</td></tr>
      """
  }
}
