pragma ComponentBehavior: Bound
import QtQuick
import OpenLuke.Stage
import "../../qml"
import "../../qml/controls"

// What happened, newest first.
Item {
    id: log

    required property StoryModel story

    Words {
        id: head

        text: "What happens"
        font.pixelSize: Look.title
        font.weight: 700
    }

    Words {
        anchors {
            left: parent.left
            right: parent.right
            top: head.bottom
            topMargin: Look.gap
        }
        visible: lines.count === 0
        text: "Nothing yet. Drag a code in front of the camera: the kiosk reads it, and a door springs open. Click the door to take the parcel and close it."
        color: Theme.soft
    }

    ListView {
        id: lines

        anchors {
            left: parent.left
            right: parent.right
            top: head.bottom
            topMargin: Look.gap
            bottom: parent.bottom
        }
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        model: log.story.lines
        spacing: 3

        delegate: Row {
            id: line

            required property int index
            required property string at
            required property string glyph
            required property string text
            required property bool alarm
            readonly property color tint: alarm ? Theme.alarm : Theme.ink

            // Whole or not at all: the software renderer doesn't clip a Shape that lies wholly outside.
            visible: y + height - ListView.view.contentY <= ListView.view.height
            width: ListView.view.width
            spacing: Look.gap

            Words {
                id: time

                text: line.at
                color: Theme.soft
                font.pixelSize: Look.small
                font.features: {
                    "tnum": 1
                }
                topPadding: 2
            }
            Icon {
                y: 2
                name: line.glyph
                size: 14
                color: line.tint
                stroke: 2.4
            }
            Words {
                width: line.width - x
                text: line.text
                color: line.tint
                font.weight: line.index === 0 ? 600 : 400
            }
        }
    }
}
