"use strict";
// Cues are in the page itself: browsers refuse <track> files of a page opened from the disk.
const video = document.getElementById("video");
const rows = [...document.querySelectorAll("#cues tbody tr")];
for (const box of document.querySelectorAll("input[data-column]"))
  box.addEventListener("change", () => {
    for (const cell of document.querySelectorAll(`#cues [data-column="${box.dataset.column}"]`)) cell.hidden = !box.checked;
  });
document.getElementById("faulty").addEventListener("change", (event) => {
  for (const row of rows) row.hidden = event.target.checked && !("faulty" in row.dataset);
});
if (video) {
  const tracks = JSON.parse(document.getElementById("tracks").textContent).map((track) => {
    const made = video.addTextTrack("subtitles", track.label, track.tag);
    for (const [start, end, text] of track.cues) made.addCue(new VTTCue(start / 1000, end / 1000, text));
    made.mode = "disabled";
    return made;
  });
  document.getElementById("shown").addEventListener("change", (event) => {
    tracks.forEach((track, place) => { track.mode = String(place) === event.target.value ? "showing" : "disabled"; });
  });
  for (const row of rows)
    row.querySelector("button").addEventListener("click", () => { video.currentTime = row.dataset.start / 1000; video.play(); });
  video.addEventListener("timeupdate", () => {
    const now = video.currentTime * 1000;
    for (const row of rows) row.classList.toggle("now", row.dataset.start <= now && now < row.dataset.end);
  });
}
