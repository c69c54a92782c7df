pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Templates as T
import OpenLuke.Stage
import "../../qml"

// What hands can do to one door.
T.Popup {
    id: menu

    required property WallModel wall
    property Door door: null
    readonly property var deeds: door === null ? [] : [door.isOpen ? {
            name: "take",
            text: "Take the parcel, close the door"
        } : {
            name: "force",
            text: "Force it open by hand"
        },
        {
            name: "hold",
            text: door.isHeld ? "Let go of it" : "Hold it open: it can't be closed"
        }
    ]

    readonly property var faults: [
        {
            name: "",
            text: "Nothing is wrong with it"
        },
        {
            name: "jam",
            text: "Jammed: the lock pulls in vain"
        },
        {
            name: "tripped_tongue",
            text: "Tongue tripped: always reads closed"
        },
        {
            name: "cut_wire",
            text: "Contact wire cut"
        },
        {
            name: "stuck_switch",
            text: "Contact stuck as it is now"
        }
    ]

    implicitWidth: list.implicitWidth + 2 * padding
    implicitHeight: list.implicitHeight + 2 * padding
    padding: 4
    modal: false
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside
    focus: true

    function openFor(door: Door) {
        menu.door = door;
        x = Math.max(0, Math.min(door.x + door.width * 0.4, parent.width - width));
        y = Math.min(door.y + door.height * 0.6, parent.height - height);
        open();
        list.forceActiveFocus();
    }

    function act(name: string) {
        const number = door.number;
        switch (name) {
        case "take":
            wall.take(number);
            break;
        case "force":
            wall.force(number);
            break;
        case "hold":
            wall.setHeld(number, !door.isHeld);
            break;
        }
        close();
    }

    background: Rectangle {
        color: Theme.card
        radius: Look.radius + 2
        border.color: Theme.ink
        border.width: 1.5
    }

    contentItem: Column {
        id: list

        Words {
            leftPadding: Look.block * 0.75
            topPadding: 5
            bottomPadding: 3
            text: menu.door === null ? "" : "Door " + menu.door.number
            color: Theme.soft
            font.pixelSize: Look.small
        }

        Repeater {
            model: menu.deeds

            Push {
                id: deed

                required property var modelData

                objectName: "deed-" + modelData.name
                text: modelData.text
                framed: false
                width: 264
                contentItem: Words {
                    leftPadding: Look.block * 0.75
                    verticalAlignment: Text.AlignVCenter
                    text: deed.text
                }
                onClicked: menu.act(deed.modelData.name)
            }
        }

        Rectangle {
            width: parent.width
            height: 1
            color: Theme.hairline
        }

        Repeater {
            model: menu.faults

            Push {
                id: wrong

                required property var modelData

                objectName: "fault-" + (modelData.name || "none")
                text: modelData.text
                on: menu.door !== null && menu.door.fault === modelData.name
                framed: false
                width: 264
                contentItem: Words {
                    leftPadding: Look.block * 0.75
                    verticalAlignment: Text.AlignVCenter
                    text: wrong.text
                    color: wrong.on ? Theme.paper : Theme.ink
                }
                onClicked: {
                    menu.wall.setFault(menu.door.number, wrong.modelData.name);
                    menu.close();
                }
            }
        }
    }
}
